/** How the page stands to its lab, in the head of the page, and a calm word where it has lost it. */
import type { Messages } from '@temblor/view/context/language.tsx';
import { useLanguage, useText } from '@temblor/view/context/language.tsx';
import { useLiveState } from '../live/lab-context.tsx';

const en = {
  connecting: 'connecting',
  open: 'live',
  lost: 'no connection',
  refused: 'no access',
  banner: 'The lab does not answer; reconnecting… What it told until now stays on the page.',
  loading: (loaded: string, wanted: string) => `loading the journal: ${loaded} of ${wanted} events`,
};
const es: typeof en = {
  connecting: 'conectando',
  open: 'en vivo',
  lost: 'sin conexión',
  refused: 'sin acceso',
  banner: 'El laboratorio no responde; reconectando… Lo que contó hasta ahora sigue en la página.',
  loading: (loaded, wanted) => `cargando el diario: ${loaded} de ${wanted} eventos`,
};
const words = { en, es } satisfies Messages<typeof en>;

const signs = { connecting: '…', open: '●', lost: '○', refused: '✕' } as const;
const tones = { connecting: '', open: 'good', lost: 'warn', refused: 'bad' } as const;

/** The state of the connection as a tag. */
export function ConnectionTag() {
  const text = useText(words);
  const { kind } = useLiveState().connection;
  return (
    <span className={`tag ${tones[kind]}`}>
      <span aria-hidden="true">{signs[kind]}</span>
      {text[kind]}
    </span>
  );
}

/** What keeps the page from being up to date; nothing where it is. */
export function ConnectionBanner() {
  const text = useText(words);
  const { language } = useLanguage();
  const { connection, feed } = useLiveState();
  const number = (value: number) => value.toLocaleString(language);
  return (
    <>
      <div className="shell-banner" role="status">
        {connection.kind === 'lost' && (
          <>
            <span aria-hidden="true">○</span>
            {text.banner}
          </>
        )}
      </div>
      {feed.kind === 'loading' && (
        <div className="shell-banner">{text.loading(number(feed.loaded), number(feed.wanted))}</div>
      )}
    </>
  );
}
