import { expect, test } from 'bun:test'
import { siteOf } from '#src/commands/openCluster.ts'
import { readConfig } from '#src/config.ts'

const siteAt = (database: string) =>
  siteOf(
    readConfig({
      BIOCE_DATABASE_URL: database,
      BIOCE_EXECUTOR: 'slurm',
      BIOCE_CLUSTER_FOLDER: '/scratch/bioce',
    }),
  )

test('a server finds its jobs again after the password of its database has changed', () => {
  const site = siteAt('postgres://bioce:first@db.example.org/bioce')
  expect(siteAt('postgres://bioce:second@db.example.org/bioce?sslmode=verify-full')).toBe(site)
  expect(siteAt('postgres://bioce:first@db.example.org/other')).not.toBe(site)
})
