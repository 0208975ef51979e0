import { RouterProvider } from '@tanstack/react-router'
import { startApp } from '#web/kit/app.tsx'
import * as api from '#web/kit/api.ts'
import { createQueryClient, readAhead } from '#web/kit/use-api.ts'
import { router } from './router.tsx'

/** Whoever is not signed in signs in, and comes back to the page they wanted. */
function signIn() {
  const { href, pathname } = router.state.location
  if (pathname === '/sign-in' || pathname === '/set-up') return
  void router.navigate({
    to: '/sign-in',
    search: href === '/' ? {} : { back: href },
    replace: true,
  })
}

const client = createQueryClient(signIn)
// The server names these with the first page (askedFirst), so they are mostly there already.
const ahead = {
  single: [api.getShopInfo, api.getConsoleMe, api.getNeeds, api.getConsoleOrders, api.getToday],
  paged: [],
}
const isFirstPage = /^\/console\/?$/.test(location.pathname)
// Not awaited at the top: that would cut the scripts into many small ones.
const ready = isFirstPage ? readAhead(client, ahead) : Promise.resolve()
void ready.then(() => startApp(client, <RouterProvider router={router} />))
