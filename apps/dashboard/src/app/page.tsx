/** The head of a page: its name becomes the document's, and whoever comes to it starts at its heading. */
import type { ReactNode } from 'react';
import { useEffect } from 'react';

/**
 * @param props.title the heading, and the document's title.
 * @param props.beside what stands in the heading's row.
 */
export function Page(props: { readonly title: string; readonly beside?: ReactNode; readonly children: ReactNode }) {
  const { title } = props;
  useEffect(() => {
    document.title = `${title} · Temblor`;
  }, [title]);
  return (
    <>
      <div className="page-head">
        <h1 tabIndex={-1}>{title}</h1>
        {props.beside}
      </div>
      {props.children}
    </>
  );
}
