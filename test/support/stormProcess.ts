// Run as a child: argv[4] write transactions on the database argv[2], as user argv[3]; prints each one's milliseconds.

import { openDatabase } from '#db/index.ts'
import { findUser, updateUser } from '#db/users.ts'

const [, , path, user, count] = process.argv
const db = await openDatabase(path!)
const times: number[] = []
for (let i = 0; i < Number(count); i++) {
  const startedAt = performance.now()
  await db.write(async tx => {
    const before = (await findUser(tx, Number(user)))!
    await updateUser(tx, before.id, { signInCount: before.signInCount + 1 }, Date.now())
  })
  times.push(performance.now() - startedAt)
}
db.close()
console.log(JSON.stringify(times))
