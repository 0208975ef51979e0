/** A planted bug: what is replaced by what, and the tests whose promise it breaks. */
export type Mutant = {
  /** What somebody might have got wrong. */
  name: string
  edits: readonly Edit[]
  /** Test file, and titles in it, that must turn red. */
  breaks: { file: string; tests: readonly string[] }
}

/** Each `find` stands in the file exactly once, or the check says so and fails. */
export type Edit = { file: string; find: string; replace: string }

/** Mutants of one file, each found by one test. */
export const mutantsOf =
  (file: string) =>
  (name: string, find: string, replace: string, testFile: string, ...tests: string[]): Mutant => {
    return { name, edits: [{ file, find, replace }], breaks: { file: testFile, tests } }
  }
