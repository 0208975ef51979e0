/** Works a page with the keyboard and nothing else: what Tab does not reach cannot be used. */
import type { Locator, Page } from 'playwright-core'

const pressesMax = 250
const optionsMax = 40

export type Keyboard = {
  /** Goes on with Tab until it has the focus. Throws when it is not on the way. */
  reach(target: Locator): Promise<void>
  /** A button. */
  press(name: string): Promise<void>
  /** A link. */
  follow(name: string | RegExp): Promise<void>
  /** A checkbox. */
  tick(name: string): Promise<void>
  /** Into a field, in place of what stands there. */
  type(label: string, text: string): Promise<void>
  /** One of a list that folds out. */
  choose(label: string, option: string): Promise<void>
  /** A file, in the system's own dialog. */
  give(label: string, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void>
}

export function createKeyboard(page: Page): Keyboard {
  const { keyboard } = page
  // The dialog is caught from here on: asked for only when the key goes down, it may come too late.
  page.on('filechooser', () => undefined)

  async function reach(target: Locator): Promise<void> {
    await target.first().waitFor()
    const focused = target.and(page.locator(':focus'))
    for (let presses = 0; presses < pressesMax; presses++) {
      if ((await focused.count()) > 0) return
      await keyboard.press('Tab')
    }
    throw new Error(`the keyboard does not reach ${String(target)} on ${page.url()}`)
  }
  async function reachAndPress(target: Locator, key: string) {
    await reach(target)
    await keyboard.press(key)
  }
  return {
    reach,
    press: (name) =>
      reachAndPress(page.getByRole('button', { name, exact: true, disabled: false }), 'Enter'),
    follow: (name) => reachAndPress(page.getByRole('link', { name, exact: true }), 'Enter'),
    tick: (name) => reachAndPress(page.getByRole('checkbox', { name, exact: true }), 'Space'),
    async type(label, text) {
      await reach(page.getByLabel(label, { exact: true }))
      await keyboard.press('ControlOrMeta+A')
      await keyboard.type(text)
    },
    async choose(label, option) {
      const list = page.getByLabel(label, { exact: true })
      await reach(list)
      await keyboard.press('Home')
      for (let presses = 0; presses < optionsMax; presses++) {
        if ((await list.locator('option:checked').textContent()) === option) return
        await keyboard.press('ArrowDown')
      }
      throw new Error(`the keyboard does not come to ${option} of ${label}`)
    },
    async give(label, file) {
      await reach(page.getByLabel(label))
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        keyboard.press('Enter'),
      ])
      await chooser.setFiles(file)
    },
  }
}
