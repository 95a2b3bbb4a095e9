/** The texts of the reservations in Spanish, by the English ones; `{}` stands for a number or an instance. */
export const spanish: Readonly<Record<string, string>> = {
  'Reservations: a saga over services that fail': 'Reservas: una saga sobre servicios que fallan',
  'A gateway takes reservations, an orchestrator takes each through a durable saga over inventory and payments, and a notification follows: whatever fails, nobody is charged for seats that they did not get, and no seat is sold twice.':
    'Una pasarela recibe reservas, un orquestador lleva cada una por una saga duradera sobre inventario y pagos, y sigue un aviso: falle lo que falle, a nadie se le cobra por asientos que no obtuvo, y ningún asiento se vende dos veces.',

  'Each of the flags, one after another': 'Cada indicador, uno tras otro',
  'Inventory answers 503, payments takes five seconds, half of the transactions of the orchestrator fail, notifications is down: one at a time, under 40 requests a second. Clients are told what became of their reservation, and afterwards the books balance.':
    'El inventario responde 503, los pagos tardan cinco segundos, la mitad de las transacciones del orquestador fallan, los avisos están caídos: uno cada vez, con 40 peticiones por segundo. A los clientes se les dice qué fue de su reserva, y al final las cuentas cuadran.',
  'All flags at once': 'Todos los indicadores a la vez',
  'One replica of inventory answers 503, payments takes two seconds, half of the transactions of the orchestrator fail and notifications is down, all for the same while: what is confirmed comes late or not, sagas go back, and what was promised is kept. Then all of inventory refuses and the database goes on failing: nothing can be confirmed. Afterwards no saga is left and the books balance.':
    'Una réplica del inventario responde 503, los pagos tardan dos segundos, falla la mitad de las transacciones del orquestador y las notificaciones están caídas, todo durante el mismo rato: lo que se confirma llega tarde o no llega, las sagas retroceden y lo prometido se cumple. Después todo el inventario rechaza y la base de datos sigue fallando: nada puede confirmarse. Al final no queda ninguna saga y las cuentas cuadran.',
  'Each service is killed in turn': 'Cada servicio muere por turno',
  'Gateway, orchestrator, a replica of inventory, payments and notifications are killed one after another under load (SIGKILL) and come back after a second. Every saga goes on or back, and nobody is charged for what they did not get.':
    'La pasarela, el orquestador, una réplica del inventario, los pagos y los avisos mueren uno tras otro bajo carga (SIGKILL) y vuelven al cabo de un segundo. Toda saga avanza o retrocede, y a nadie se le cobra lo que no obtuvo.',
  'Each link is cut in turn': 'Cada enlace se corta por turno',
  'The links between the services, and from them to their databases, swallow everything for a while, one after another: requests, answers, or commits whose outcome nobody hears. Unknown outcomes are asked after or undone, and the books balance.':
    'Los enlaces entre los servicios, y de estos a sus bases de datos, se lo tragan todo un rato, uno tras otro: peticiones, respuestas o confirmaciones cuyo resultado nadie oye. Los resultados desconocidos se averiguan o se deshacen, y las cuentas cuadran.',
  'Every request is sent twice': 'Cada petición se envía dos veces',
  'Each reservation is asked for twice at once under one key, while the link to payments is slow and the orchestrator is killed once: both get one answer, one reservation, one charge.':
    'Cada reserva se pide dos veces a la vez con una misma clave, mientras el enlace con los pagos va lento y el orquestador muere una vez: ambas reciben una respuesta, una reserva y un cobro.',
  'More than the gateway takes in': 'Más de lo que la pasarela admite',
  'The gateway takes in ten requests at a time, payments takes 300 ms longer, and 100 requests a second come: most are refused with 429 at once, those that were taken in are answered in time, and the books balance.':
    'La pasarela admite diez peticiones a la vez, los pagos tardan 300 ms más y llegan 100 peticiones por segundo: la mayoría se rechaza al instante con 429, las admitidas se responden a tiempo y las cuentas cuadran.',
  'The orchestrator is killed again and again': 'El orquestador muere una y otra vez',
  'The orchestrator is killed five times under load (SIGKILL), in the middle of whatever sagas are under way, and started again at once: it takes each of them up where it stood, and none is charged twice or left behind.':
    'El orquestador muere cinco veces bajo carga (SIGKILL), en medio de las sagas que estén en curso, y arranca de nuevo enseguida: retoma cada una donde estaba, y ninguna se cobra dos veces ni se queda atrás.',
  'Reservations without any fault': 'Las reservas sin ningún fallo',
  'Ten minutes of reservations in which nothing is broken: all are confirmed, none twice.':
    'Diez minutos de reservas en los que nada se rompe: todas se confirman, ninguna dos veces.',

  baseline: 'referencia',
  'inventory-crash': 'caída del inventario',
  'payments-slow': 'pagos lentos',
  'database-flapping': 'base de datos que va y viene',
  'notifications-down': 'avisos caídos',
  'all-flags': 'todos los indicadores',
  'nothing-confirmed': 'nada se confirma',
  'gateway-crash': 'caída de gateway',
  'reservations-crash': 'caída de reservations',
  'inventory-1-crash': 'caída de inventory-1',
  'payments-crash': 'caída de payments',
  'notifications-crash': 'caída de notifications',
  'gateway-to-reservations': 'de gateway a reservations',
  'reservations-to-inventory-1': 'de reservations a inventory-1',
  'reservations-to-payments': 'de reservations a payments',
  'reservations-to-notifications': 'de reservations a notifications',
  'reservations-to-reservations-db': 'de reservations a reservations-db',
  'inventory-1-to-inventory-db': 'de inventory-1 a inventory-db',
  'payments-to-payments-db': 'de payments a payments-db',
  'slow-link': 'enlace lento',
  overload: 'sobrecarga',
  'kill-1': 'muerte 1',
  'kill-2': 'muerte 2',
  'kill-3': 'muerte 3',
  'kill-4': 'muerte 4',
  'kill-5': 'muerte 5',
  quiet: 'sin fallos',
  afterwards: 'después',

  'no-saga-left': 'no queda ninguna saga',
  'books-balanced': 'las cuentas cuadran',
  'charged-once': 'cobrado una sola vez',
  'seats-never-oversold': 'nunca se venden asientos de más',
  'confirmed-are-notified': 'lo confirmado se avisa',
  'clients-were-told-the-truth': 'a los clientes se les dijo la verdad',
  'duplicates-have-one-answer': 'los duplicados reciben una sola respuesta',
  'overload-is-refused': 'la sobrecarga se rechaza',

  'nobody asked for a reservation': 'nadie pidió una reserva',
  '{} reservations, {} holds and {} payments were compared': 'se compararon {} reservas, {} retenciones y {} pagos',
  'the gateway was never full': 'la pasarela nunca estuvo llena',
  'of {} requests to reserve, repeated ones among them, {} were answered {} (p95 {} ms) and {} with a confirmation (at most {} ms)':
    'de {} peticiones de reserva, contadas también las repetidas, {} se respondieron con {} (p95 {} ms) y {} con una confirmación (a lo sumo {} ms)',
  'nothing was confirmed': 'nada se confirmó',
  'no two requests were under way under one key at once':
    'no hubo dos peticiones en curso a la vez con una misma clave',
  '{} requests were under way twice at once, {} of them confirmed to both':
    '{} peticiones estuvieron en curso por duplicado, {} de ellas confirmadas a ambas partes',
  'none was confirmed to both': 'ninguna se confirmó a ambas partes',

  'confirmed in the end, of {} that were wanted': 'confirmadas al final, de {} que se querían',
  'came to nothing in the end, and said so': 'quedaron en nada al final, y así se dijo',
  'of an unknown end': 'de final desconocido',
  'time to a confirmation, median': 'tiempo hasta la confirmación, mediana',
  'time to a confirmation, p99': 'tiempo hasta la confirmación, p99',
  'sagas that were completed': 'sagas completadas',
  'sagas that were completed, at least': 'sagas completadas, al menos',
  'sagas that were undone': 'sagas deshechas',
  'sagas that were undone, at least': 'sagas deshechas, al menos',
  'most steps of unknown outcome at once': 'máximo de pasos con resultado desconocido a la vez',
  'most notifications waiting at once': 'máximo de avisos en espera a la vez',
  'the orchestrator told nothing': 'el orquestador no contó nada',

  'every instance answered as it should (gateway /health, reservations /health, inventory /health, payments /health, notifications /health), and nobody is OFF':
    'toda instancia respondió como debía (gateway /health, reservations /health, inventory /health, payments /health, notifications /health), y nadie está OFF',

  '{} reports its first effect of the flag crash': '{} cuenta el primer efecto del indicador crash',
  'payments reports its first effect of the flag latency_seconds':
    'payments cuenta el primer efecto del indicador latency_seconds',
  'reservations reports its first effect of the flag db_flapping':
    'reservations cuenta el primer efecto del indicador db_flapping',
  'notifications reports its first effect of the flag down': 'notifications cuenta el primer efecto del indicador down',

  '{} % of the refusals took up to {} ms, and should take less than {}':
    'el {} % de los rechazos tardó hasta {} ms, y debería tardar menos de {}',

  'Reserve seats': 'Reservar asientos',
  'What became of a reservation': 'Qué fue de una reserva',
  'The seats of an event': 'Los asientos de un evento',
  'Sagas whose undoing keeps failing': 'Sagas cuya marcha atrás sigue fallando',
  'Try again at once what a saga waits for': 'Reintentar ya lo que una saga espera',
  'Many clients, few seats': 'Muchos clientes, pocos asientos',
  'Clients that each want one seat of the same event ask for it all at once, and again where they are told to wait or told nothing. Exactly as many are confirmed as there are seats.':
    'Clientes que quieren cada uno un asiento del mismo evento lo piden todos a la vez, y de nuevo donde se les dice que esperen o no se les dice nada. Se confirman exactamente tantos como asientos hay.',
};
