/** The head of a page: its name becomes the document's, and the keyboard starts there. */
import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';

/** Where the page was before. The place at which the document was opened leaves the focus where the browser put it. */
let formerPlace: string | undefined;

/**
 * @param props.title the heading, and the document's title.
 * @param props.beside what stands in the heading's row.
 */
export function Page(props: { readonly title: string; readonly beside?: ReactNode; readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const { title } = props;
  useEffect(() => {
    document.title = `${title} · Temblor`;
  }, [title]);
  useEffect(() => {
    const place = location.hash;
    if (formerPlace !== undefined && formerPlace !== place) {
      heading.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    formerPlace = place;
  }, []);
  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {props.beside}
      </div>
      {props.children}
    </>
  );
}
