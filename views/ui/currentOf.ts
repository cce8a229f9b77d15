/** For the links of a menu: `page` where its page is open, `true` where one below it is; that of the first page, `root`, has none below. */
export const currentOf = (path: string, open: string, root: string) =>
  path === open ? 'page' : path !== root && open.startsWith(`${path}/`) ? 'true' : undefined
