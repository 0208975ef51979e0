/** A box to choose files in, or to drop them on. */
import styles from './upload-box.module.css'

export function UploadBox(props: {
  title: string
  hint: string
  /** As an input of files takes it: ".csv,text/csv". */
  accept: string
  multiple?: boolean
  onChosen: (files: File[]) => void
}) {
  const { title, hint, accept, multiple = false, onChosen } = props
  return (
    <label className={styles['drop']}>
      {/* It lies over the whole box: a browser's own field takes what is dropped on it. */}
      <input
        type="file"
        className={styles['file']}
        accept={accept}
        multiple={multiple}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])]
          event.target.value = '' // the same file may be chosen again, once it is mended
          if (files.length > 0) onChosen(files)
        }}
      />
      <strong>{title}</strong>
      <span className="soft small">{hint}</span>
    </label>
  )
}
