import { Button } from '#web/kit/button.tsx'
import { useWords } from '#web/kit/i18n.ts'
import { toast } from '#web/kit/toast.tsx'
import { tell } from './facts.ts'
import { browseWords } from './words/browse.ts'

/** Hands the product's page on: by the device's own sheet, else as a link to paste. */
export function Share({ productId, title }: { productId: string; title: string }) {
  const { product: words } = useWords(browseWords)
  const hasSheet = 'share' in navigator
  // Over plain http to another machine there is neither.
  if (!hasSheet && !('clipboard' in navigator)) return null
  const url = `${location.origin}/products/${productId}`
  const share = async () => {
    try {
      if (hasSheet) await navigator.share({ title, url })
      else await navigator.clipboard.writeText(url)
    } catch (error) {
      // Whoever closes the sheet did not share, and knows it.
      if ((error as Error).name !== 'AbortError') toast({ text: words.notShared })
      return
    }
    tell({ kind: 'shared', productId })
    if (!hasSheet) toast({ text: words.copied })
  }
  return (
    <Button kind="quiet" small icon="share" onPress={() => void share()}>
      {words.share}
    </Button>
  )
}
