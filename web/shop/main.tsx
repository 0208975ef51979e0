import { RouterProvider } from '@tanstack/react-router'
import { startApp } from '#web/kit/app.tsx'
import * as api from '#web/kit/api.ts'
import { createQueryClient, readAhead } from '#web/kit/use-api.ts'
import { tellArrival } from './arrival.ts'
import { startTelling } from './facts.ts'
import { router } from './router.tsx'
import { startWorker } from './worker.ts'

/** A page that needs a member leads to signing in, and back. */
function signIn() {
  const { href, pathname } = router.state.location
  if (pathname === '/sign-in') return
  void router.navigate({ to: '/sign-in', search: { back: href }, replace: true })
}

const client = createQueryClient(signIn)
// The server names these with the front page (askedFirst), so they are mostly there already.
const ahead = {
  single: [api.getShopInfo, api.getFlashSales, api.getCategories],
  paged: [api.getProducts],
}
// Not awaited at the top: that would cut the scripts into many small ones.
const ready = location.pathname === '/' ? readAhead(client, ahead) : Promise.resolve()
void ready.then(() => startApp(client, <RouterProvider router={router} />))
startWorker(router)
startTelling()
tellArrival()
