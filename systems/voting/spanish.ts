/** The texts of the voting system in Spanish, by the English ones; `{}` stands for a number or an instance. */
export const spanish: Readonly<Record<string, string>> = {
  'Voting: a replicated inventory behind a majority voter':
    'Votación: un inventario replicado tras un votante por mayoría',
  'An order service publishes events, three inventory replicas apply them, a voter answers with what the majority says, and a monitor decides who is ON and who is OFF.':
    'Un servicio de pedidos publica eventos, tres réplicas del inventario los aplican, un votante responde lo que dice la mayoría y un monitor decide quién está ON y quién OFF.',

  'Voting under one fault at a time': 'La votación con un fallo cada vez',
  'A crash, a slow replica, one that fails at random and one that lies, each on one of three replicas, under 200 requests a second: how long the system takes to notice and to take the replica back, and whether its clients see any of it.':
    'Una caída, una réplica lenta, una que falla al azar y una que miente, cada vez en una de tres réplicas, con 200 peticiones por segundo: cuánto tarda el sistema en notarlo y en readmitir la réplica, y si sus clientes ven algo de ello.',
  'Voting without any fault': 'La votación sin ningún fallo',
  'Ten minutes of load in which nothing is broken: whoever is put OFF is a false alarm.':
    'Diez minutos de carga en los que nada se rompe: todo el que pase a OFF es una falsa alarma.',
  'Voting with two of three replicas down': 'La votación con dos de tres réplicas caídas',
  'Two replicas crash together, so that no majority is left: reads are refused with 503 quorum_not_reached at once, and answered again by themselves when the replicas are back.':
    'Dos réplicas caen a la vez, de modo que no queda mayoría: las lecturas se rechazan al instante con 503 quorum_not_reached, y vuelven a responderse por sí solas cuando las réplicas regresan.',
  'Voting with a replica that fails 30 % of its requests':
    'La votación con una réplica que falla el 30 % de sus peticiones',
  'A replica that fails at random must be found although three failures in a row are rare, and must not come back as long as it fails.':
    'Una réplica que falla al azar debe descubrirse aunque tres fallos seguidos sean raros, y no debe volver mientras siga fallando.',
  'Voting with a replica that is 1200 ms slow': 'La votación con una réplica 1200 ms más lenta',
  'A replica that answers every request 1200 ms late must be found, and must not slow the others down.':
    'Una réplica que responde a todo con 1200 ms de retraso debe descubrirse, y no debe frenar a las demás.',

  baseline: 'referencia',
  crash: 'caída',
  latency: 'latencia',
  intermittent: 'intermitente',
  incorrect: 'respuesta incorrecta',
  quiet: 'sin fallos',
  'two-down': 'dos caídas',
  afterwards: 'después',

  'orders-exactly-once': 'cada pedido exactamente una vez',
  'offsets-in-order': 'offsets en orden',
  'reads-are-true': 'las lecturas son ciertas',
  'replicas-agree': 'las réplicas coinciden',
  'stock-conserved': 'las existencias se conservan',
  'no-false-alarms': 'sin falsas alarmas',
  'quorum-lost-and-regained': 'quórum perdido y recuperado',

  '{} fault-free minutes were looked at': 'se examinaron {} minutos sin fallos',
  'only {} fault-free minutes were looked at': 'solo se examinaron {} minutos sin fallos',
  '{} refusals (p95 {} ms), {} good reads after them': '{} rechazos (p95 {} ms), {} buenas lecturas después',
  'the quorum was lost and not regained': 'el quórum se perdió y no se recuperó',
  'no read was refused with quorum_not_reached while the quorum was lost':
    'ninguna lectura se rechazó con quorum_not_reached mientras faltaba el quórum',
  'no read succeeded after the quorum was regained': 'ninguna lectura tuvo éxito tras recuperarse el quórum',

  'every instance answered as it should (orders /health, inventory /health, monitor /health, voter /inventory/voted), and nobody is OFF':
    'toda instancia respondió como debía (orders /health, inventory /health, monitor /health, voter /inventory/voted), y nadie está OFF',

  'a check passed': 'una comprobación superada',
  'not checked yet': 'aún sin comprobar',
  'no check for {} ms': 'sin comprobar desde hace {} ms',
  '/health answered {}': '/health respondió {}',
  '/health did not answer within {} ms': '/health no respondió en {} ms',
  '{} probes in a row passed': '{} pruebas seguidas superadas',
  '{} shadow reads in a row agreed': '{} lecturas de contraste seguidas coincidieron',
  '{} of the last {} samples failed, the last': 'fallaron {} de las últimas {} muestras, la última',
  '{} checks failed in a row, the last': 'fallaron {} comprobaciones seguidas, la última',
  'no check passed for {} ms: φ = {}': 'ninguna comprobación superada desde hace {} ms: φ = {}',
  'answered {}': 'respondió {}',
  '/health is unreachable': '/health no está al alcance',
  unreachable: 'no está al alcance',
  // Codes of errors, the same in every language.
  ECONNREFUSED: 'ECONNREFUSED',
  ECONNRESET: 'ECONNRESET',
  UND_ERR_SOCKET: 'UND_ERR_SOCKET',

  '{} % of the refusals took up to {} ms, and should take less than {}':
    'el {} % de los rechazos tardó hasta {} ms, y debería tardar menos de {}',
};
