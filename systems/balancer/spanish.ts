/** The texts of the balancer in Spanish, by the English ones; `{}` stands for a number or an instance. */
export const spanish: Readonly<Record<string, string>> = {
  'Balancer: one entrance, many replicas': 'Balanceador: una entrada, muchas réplicas',
  'Three image servers behind a load balancer that checks their health, opens a breaker for each, asks another one where one fails, and takes whoever comes back in again.':
    'Tres servidores de imágenes tras un balanceador de carga que comprueba su salud, abre un cortacircuitos para cada uno, pregunta a otro donde uno falla y readmite a quien vuelve.',

  'The balancer under one fault at a time': 'El balanceador con un fallo cada vez',
  'A replica that dies, one that stands still, one that is slow and one that fails everything but its health check, under 400 requests a second: how long the balancer takes to find each and to take it back, and whether a client sees any of it.':
    'Una réplica que muere, una que se congela, una lenta y una que falla en todo menos en su comprobación de salud, con 400 peticiones por segundo: cuánto tarda el balanceador en descubrir cada una y en readmitirla, y si algún cliente ve algo de ello.',
  'One of three replicas is killed at 2,000 requests a second':
    'Una de tres réplicas muere con 2000 peticiones por segundo',
  'A replica dies at once, with requests in hand: no client may see it, it is out of rotation within 100 ms, and back within a second after it is up.':
    'Una réplica muere de golpe, con peticiones en curso: ningún cliente debe verlo, sale de la rotación en 100 ms y vuelve antes de un segundo desde que está en pie.',
  'Two of three replicas are killed together': 'Dos de tres réplicas mueren a la vez',
  'The third answers everything until the others are back, and gets each of them eased in again by a slow start.':
    'La tercera responde a todo hasta que vuelven las otras, y cada una se reincorpora poco a poco con un arranque lento.',
  'One of three replicas stands still at 2,000 requests a second':
    'Una de tres réplicas se congela con 2000 peticiones por segundo',
  'A replica is stopped where it is (SIGSTOP): its sockets stay open and nothing answers. What it was asked is asked of others, and no client waits longer than it takes to find out.':
    'Una réplica se congela donde está (SIGSTOP): sus conexiones siguen abiertas y nada responde. Lo que se le pidió se pide a otras, y ningún cliente espera más de lo que cuesta descubrirlo.',
  'One of three replicas is 1000 ms slow': 'Una de tres réplicas va 1000 ms más lenta',
  'A replica that answers everything a second late fails its health checks, and must not slow down what the others could answer.':
    'Una réplica que responde a todo con un segundo de retraso no supera sus comprobaciones de salud, y no debe frenar lo que las otras podrían responder.',
  'A replica that passes every health check and fails everything else':
    'Una réplica que supera toda comprobación de salud y falla en todo lo demás',
  'Only its answers tell: three failures in a row open its breaker. Each failure takes 25 ms, long enough for a crowd to gather where a half-open breaker lets more than one probe through.':
    'Solo sus respuestas la delatan: tres fallos seguidos abren su cortacircuitos. Cada fallo tarda 25 ms, lo bastante para que se junte una multitud donde un cortacircuitos semiabierto deja pasar más de una prueba.',
  'All three replicas fail everything but their health checks':
    'Las tres réplicas fallan en todo menos en sus comprobaciones de salud',
  'Nothing can be answered well, so clients get errors. What must not happen is that retries multiply the load: at most 1.2 attempts a request, and everything is well again by itself when the replicas are.':
    'Nada puede responderse bien, así que los clientes reciben errores. Lo que no debe ocurrir es que los reintentos multipliquen la carga: a lo sumo 1,2 intentos por petición, y todo vuelve a ir bien por sí solo cuando las réplicas van bien.',
  'A rolling restart of all three replicas under load': 'Un reinicio escalonado de las tres réplicas bajo carga',
  'One after the other is asked to end. It says so in its health check, the balancer sends it nothing more, it answers what it has and ends: no client notices, and nobody is taken for dead.':
    'Se les pide terminar una tras otra. Lo dice en su comprobación de salud, el balanceador no le envía nada más, responde lo que tiene y termina: ningún cliente lo nota y a nadie se da por muerto.',
  'The balancer without any fault': 'El balanceador sin ningún fallo',
  'Ten minutes of load in which nothing is broken: whoever is put OFF is a false alarm.':
    'Diez minutos de carga en los que nada se rompe: todo el que pase a OFF es una falsa alarma.',

  baseline: 'referencia',
  kill: 'muerte',
  pause: 'congelación',
  slow: 'lentitud',
  liar: 'mentirosa',
  'all-bad': 'todas mal',
  'restart-image-1': 'reinicio de image-1',
  'restart-image-2': 'reinicio de image-2',
  'restart-image-3': 'reinicio de image-3',
  quiet: 'sin fallos',
  afterwards: 'después',

  'answers-come-from-replicas': 'las respuestas vienen de réplicas',
  'no-client-errors': 'ningún error en los clientes',
  'back-in-rotation': 'de vuelta en la rotación',
  'traffic-spread': 'tráfico repartido',
  'answered-in-time': 'respondido a tiempo',
  'half-open-one-probe': 'una sola prueba con el cortacircuitos semiabierto',
  'amplification-bounded': 'amplificación acotada',
  'restarts-drained': 'reinicios drenados',
  'no-false-alarms': 'sin falsas alarmas',

  'no operation was carried out': 'no se llevó a cabo ninguna operación',
  '{} operations after the warm-up, {} without a good answer':
    '{} operaciones tras el calentamiento, {} sin una buena respuesta',
  'no GET /whoami was answered': 'no se respondió a ningún GET /whoami',
  '{} good answers to GET /whoami, warm-up included: {} {}, {} {}, {} {}':
    '{} buenas respuestas a GET /whoami, incluido el calentamiento: {} {}, {} {}, {} {}',
  '{} attempts at replicas for {} requests while faults acted: {} each':
    '{} intentos en las réplicas para {} peticiones mientras actuaban fallos: {} por petición',
  'only {} attempts at replicas for {} requests while faults acted':
    'solo {} intentos en las réplicas para {} peticiones mientras actuaban fallos',
  'nothing was restarted': 'nada se reinició',
  '{} restarts were looked at': 'se examinaron {} reinicios',
  '{} did not end': '{} no terminó',
  '{} ended before it was drained': '{} terminó antes de estar drenada',
  '{} ended before it had answered what it had': '{} terminó antes de haber respondido lo que tenía',
  '{} did not come back': '{} no volvió',
  '{} was taken for dead': '{} se dio por muerta',
  'no breaker was half-open in a window of its own': 'ningún cortacircuitos estuvo semiabierto en una ventana propia',
  '{} was asked {} times while its breaker was half-open {} times':
    'a {} se le preguntó {} veces mientras su cortacircuitos estuvo semiabierto {} veces',
  '{} requests while breakers were half-open {} times':
    '{} peticiones mientras los cortacircuitos estuvieron semiabiertos {} veces',
  'the last phase was not one in which nothing is broken': 'la última fase no fue una en la que nada se rompe',
  'of {} requests after everything: {} {} %, {} {} %, {} {} %':
    'de {} peticiones después de todo: {} {} %, {} {} %, {} {} %',
  '{} got {} % of the requests, and {} % are its': '{} recibió el {} % de las peticiones, y le tocan el {} %',
  'nothing crashed': 'nada se cayó',
  '{} crashed and was not put OFF': '{} se cayó y no pasó a OFF',
  '{} came back and was not taken into rotation': '{} volvió y no entró en la rotación',
  '{} was in rotation {} ms after it was up; {} ms are allowed':
    '{} estuvo en la rotación {} ms después de estar en pie; se permiten {} ms',
  '{} crashes': '{} caídas',
  '{} crashes, in rotation at most {} ms after they were up':
    '{} caídas, en la rotación a lo sumo {} ms después de estar en pie',
  'only {} requests while faults acted': 'solo {} peticiones mientras actuaban fallos',
  '{} requests while faults acted, p99 {} ms': '{} peticiones mientras actuaban fallos, p99 {} ms',
  '{} fault-free minutes were looked at': 'se examinaron {} minutos sin fallos',
  'only {} fault-free minutes were looked at': 'solo se examinaron {} minutos sin fallos',

  'every instance answered as it should (image /health, balancer /_lb/health, balancer /whoami), and nobody is OFF':
    'toda instancia respondió como debía (image /health, balancer /_lb/health, balancer /whoami), y nadie está OFF',

  'its health check passes': 'supera su comprobación de salud',
  'its health check passes, and no request could be its probe':
    'supera su comprobación de salud, y ninguna petición pudo servirle de prueba',
  'its circuit breaker is not closed': 'su cortacircuitos no está cerrado',
  'its ejection is over': 'su expulsión ha terminado',
  'it fails far more often than the others': 'falla mucho más a menudo que las demás',
  '{} failures in a row': '{} fallos seguidos',
  'a probe failed': 'una prueba falló',
  'a probe succeeded': 'una prueba tuvo éxito',
  '/health answered {}': '/health respondió {}',
  '/health did not answer within {} ms': '/health no respondió en {} ms',

  'Ask who answers': 'Preguntar quién responde',
  'Statistics of every replica': 'Estadísticas de cada réplica',
  'Use another strategy': 'Usar otra estrategia',
  'Send a replica nothing new': 'No enviar nada nuevo a una réplica',
  'Take a drained replica in again': 'Readmitir una réplica drenada',
};
