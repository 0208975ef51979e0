import { RouterProvider } from '@tanstack/react-router'
import { startApp } from '#web/kit/app.tsx'
import { createQueryClient } from '#web/kit/use-api.ts'
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

startApp(createQueryClient(signIn), <RouterProvider router={router} />)
