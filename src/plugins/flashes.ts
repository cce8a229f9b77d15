import type { Flash } from '#views/frame.ts'

const done = (text: string): Flash => ({ kind: 'done', text })

/** What an action may leave for the next page to say. The cookie holds the word alone, so nobody can put text in it. */
export const flashes = {
  confirmed: done('Your address is confirmed. You can sign in now.'),
  password_reset: done('Your password is changed and every session is ended. Sign in with the new one.'),
  password_changed: done('Your password is changed.'),
  names_changed: done('Your details are saved.'),
  email_asked: done('Check the mail at the new address: the link in it makes the change.'),
  email_changed: done('Your address is changed. Sign in with the new one from now on.'),
  session_ended: done('That session is ended.'),
  sessions_ended: done('All other sessions are ended.'),
  factor_added: done('Your second factor is on.'),
  factor_removed: done('It is removed.'),
  study_kept: done('The study is yours now. Start an analysis of it whenever you like.'),
  renamed: done('It has its new name.'),
  study_deleted: done('The study is deleted, with its analyses and files.'),
  draft_gone: done('The upload is thrown away. Nothing of it was kept.'),
  report_kept: done('What you typed is kept, for every analysis of this study.'),
  account_deleted: done('Your account and everything in it is gone.'),
  role_granted: done('The role is given. The person gets a mail and signs in anew.'),
  role_revoked: done('The role is taken back. The person gets a mail and signs in anew.'),
  factors_removed: done('The second factors are removed. The person gets a mail.'),
  signed_out: done('Every session of the person is ended.'),
  study_extended: done('The study is kept longer; its page says until when.'),
  setting_saved: done('Saved.'),
  invited: done('The invitation is on its way.'),
  action_done: done('Done.'),
  mended: done('It is mended.'),
  row_deleted: done('It is deleted.'),
  queue_paused: done(
    'The queue is paused. No analysis starts until you let it go on; what runs now ends as usual.',
  ),
  queue_resumed: done('The queue goes on.'),
  request_decided: done('Decided. The person gets a mail.'),
} as const

export type FlashWord = keyof typeof flashes
