import { RouterProvider } from '@tanstack/react-router'
import { startApp } from '#web/kit/app.tsx'
import { createQueryClient } from '#web/kit/use-api.ts'
import { router } from './router.tsx'

/** A page that needs a member leads to signing in, and back. */
function signIn() {
  const { href, pathname } = router.state.location
  if (pathname === '/sign-in') return
  void router.navigate({ to: '/sign-in', search: { back: href }, replace: true })
}

startApp(createQueryClient(signIn), <RouterProvider router={router} />)
