import type { Flash } from '#views/frame.ts'

const done = (text: string): Flash => ({ kind: 'done', text })

/** What an action may leave for the next page to say. The cookie holds the word alone, so nobody can put text in it. */
export const flashes = {
  confirmed: done('Your address is confirmed. You can sign in now.'),
  password_reset: done('Your password is changed and every session is ended. Sign in with the new one.'),
  password_changed: done('Your password is changed.'),
  names_changed: done('Your details are saved.'),
  email_asked: done('Check the mail at your new address and follow the link to confirm the change.'),
  email_changed: done('Your address is changed. Sign in with the new one from now on.'),
  session_ended: done('That session is ended.'),
  sessions_ended: done('All other sessions are ended.'),
  token_revoked: done('The token is revoked. Programs that use it are refused from now on.'),
  share_withdrawn: done('The link is withdrawn. It leads nowhere from now on.'),
  factor_added: done('Your second factor is on.'),
  sign_on_removed: done('The other account is no longer connected.'),
  factor_removed: done('The second factor is removed.'),
  study_kept: done('The study is saved. You can now start an analysis.'),
  renamed: done('The name is changed.'),
  study_taken_over: done('The study is yours now, with its files and results.'),
  guest_claimed: done('The studies are yours now. The link they were kept under no longer works.'),
  study_deleted: done('The study is deleted, with its analyses and files.'),
  draft_gone: done('The upload is discarded and its files are deleted.'),
  report_kept: done('Saved for every analysis of this study.'),
  account_deleted: done('Your account and all its data are deleted.'),
  role_granted: done('The role is granted. The person gets a mail and has to sign in again.'),
  role_revoked: done('The role is revoked. The person gets a mail and has to sign in again.'),
  factors_removed: done('The second factors are removed. The person gets a mail.'),
  signed_out: done('Every session of the person is ended.'),
  study_extended: done('The study is kept longer; its page shows the new removal date.'),
  setting_saved: done('Saved.'),
  question_sent: done('Your question is on its way to the administrators. They answer by mail.'),
  action_done: done('Done.'),
  repaired: done('The repair is done.'),
  row_deleted: done('Deleted.'),
  method_installed: done('The method is installed. Look at it, then switch it on.'),
  method_updated: done('The new version is used from now on. Analyses that were started before keep theirs.'),
  method_removed: done('Removed. Results that it made stay.'),
  queue_paused: done(
    'The queue is paused. No new analysis starts until you resume it; running analyses continue.',
  ),
  queue_resumed: done('The queue is resumed.'),
  request_decided: done('The decision is saved. The person gets a mail.'),
} as const

export type FlashWord = keyof typeof flashes
