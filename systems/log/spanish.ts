/** The texts of the log in Spanish, by the English ones; `{}` stands for a number or an instance. */
export const spanish: Readonly<Record<string, string>> = {
  'Log: three nodes, one order': 'Log: tres nodos, un orden',
  'Three nodes keep the same messages in the same order, under logical clocks: an elected leader orders them and replicates them to the others before it acknowledges any. When it dies another is elected.':
    'Tres nodos guardan los mismos mensajes en el mismo orden, con relojes lógicos: un líder elegido los ordena y los replica en los demás antes de confirmar ninguno. Cuando muere se elige otro.',

  '100 messages from ten clients': '100 mensajes de diez clientes',
  'Ten clients append messages to whatever node they reach, 100 a second, and nothing is broken: how long a message takes until a majority has it on disk, and whether any is shown before one that it depends on.':
    'Diez clientes añaden mensajes al nodo que alcancen, 100 por segundo, y nada se rompe: cuánto tarda un mensaje hasta que una mayoría lo tiene en disco, y si alguno se muestra antes que otro del que depende.',
  'The leader is killed': 'El líder muere',
  'Whoever leads is killed under load (SIGKILL) and held down: how long until another leads and a message is accepted again. Nothing that was acknowledged may be lost or doubled, and the old leader comes back and catches up. Requests to a node that is down fail, a third of all; their messages are sent again to another.':
    'El que lidera muere bajo carga (SIGKILL) y se mantiene caído: cuánto pasa hasta que otro lidera y se vuelve a aceptar un mensaje. Nada de lo confirmado puede perderse ni duplicarse, y el antiguo líder vuelve y se pone al día. Las peticiones a un nodo caído fallan, un tercio de todas; sus mensajes se envían de nuevo a otro.',
  'Three nodes in three regions': 'Tres nodos en tres regiones',
  'The links between the nodes are given the round trips between America, Europe and Asia, half in each direction; they are measured, and messages are appended over them, with election time-outs to match.':
    'A los enlaces entre los nodos se les dan las idas y vueltas entre América, Europa y Asia, la mitad en cada dirección; se miden, y por ellos se añaden mensajes, con plazos de elección a su medida.',
  'The leader is parted from the others, with Raft': 'El líder queda separado de los demás, con Raft',
  'The leader is left alone on one side, and clients reach both. The majority elects another and goes on; the old leader, without one, can acknowledge nothing. Afterwards all logs agree, and nothing acknowledged is lost.':
    'El líder se queda solo en un lado, y los clientes alcanzan ambos. La mayoría elige a otro y sigue; el antiguo líder, sin mayoría, no puede confirmar nada. Al final todos los logs coinciden y nada confirmado se pierde.',
  'The leader is parted from the others, with the bully algorithm: two leaders':
    'El líder queda separado de los demás, con el algoritmo bully: dos líderes',
  'The same partition with the bully algorithm, which needs no majority: both sides have a leader, both acknowledge messages, and their logs contradict each other. The experiment passes when this harm is seen. It is why Raft is the default.':
    'La misma partición con el algoritmo bully, que no necesita mayoría: ambos lados tienen un líder, ambos confirman mensajes y sus logs se contradicen. El experimento se supera cuando se ve este daño. Por eso Raft es lo predeterminado.',
  'All three nodes are killed at once': 'Los tres nodos mueren a la vez',
  'Every node is killed under load (SIGKILL) and started again. What was acknowledged was on the disks of a majority, so nothing of it is lost.':
    'Todos los nodos mueren bajo carga (SIGKILL) y arrancan de nuevo. Lo confirmado estaba en los discos de una mayoría, así que nada de ello se pierde.',
  'The log without any fault': 'El log sin ningún fallo',
  'Ten minutes of messages in which nothing is broken: whoever is elected is a false alarm.':
    'Diez minutos de mensajes en los que nada se rompe: todo el que sea elegido es una falsa alarma.',

  messages: 'mensajes',
  baseline: 'referencia',
  'kill-leader': 'muerte del líder',
  regions: 'regiones',
  partition: 'partición',
  healed: 'reparada',
  'all-down': 'todos caídos',
  quiet: 'sin fallos',
  afterwards: 'después',

  'log-agreement': 'los logs coinciden',
  'messages-exactly-once': 'cada mensaje exactamente una vez',
  'ids-and-clocks-grow': 'ids y relojes crecen',
  'reads-are-stable': 'las lecturas son estables',
  'no-causality-violations': 'sin violaciones de causalidad',
  'one-leader-a-term': 'un líder por mandato',
  'no-elections': 'sin elecciones',
  'accepts-again': 'vuelve a aceptar',
  'bully-loses-agreement': 'bully pierde el acuerdo',

  'the nodes show no messages': 'los nodos no muestran mensajes',
  '{} messages of {} nodes were looked at': 'se examinaron {} mensajes de {} nodos',
  '{} shows id {} at place {}': '{} muestra el id {} en el lugar {}',
  'nobody read the log': 'nadie leyó el log',
  '{} reads of {} messages were compared with the log': '{} lecturas de {} mensajes se compararon con el log',
  'no node told anything of its log': 'ningún nodo contó nada de su log',
  '{} counted {} in one second': '{} contó {} en un segundo',
  '{} seconds of the nodes were looked at': 'se examinaron {} segundos de los nodos',
  'nobody said who leads': 'nadie dijo quién lidera',
  'the leaders of {} terms were looked at': 'se examinaron los líderes de {} mandatos',
  '{} and {} led in term {}': '{} y {} lideraron en el mandato {}',
  '{} was elected in term {}, and nothing was broken': '{} fue elegido en el mandato {}, y nada estaba roto',
  'the whole run after the warm-up was looked at': 'se examinó toda la ejecución tras el calentamiento',
  'no fault was seen to act': 'no se vio actuar ningún fallo',
  'what clients did after one fault was looked at': 'se examinó lo que hicieron los clientes tras un fallo',
  'what clients did after {} faults was looked at': 'se examinó lo que hicieron los clientes tras {} fallos',
  'the harm of bully was looked for': 'se buscó el daño de bully',
  'two leaders at once were not seen': 'no se vieron dos líderes a la vez',

  exercise: 'ejercicio',
  'accepted, of {} messages': 'aceptados, de {} mensajes',
  'latency, average': 'latencia media',
  'latency, least': 'latencia mínima',
  'latency, most': 'latencia máxima',
  'latency, p95': 'latencia p95',
  'throughput (of what the load offers)': 'rendimiento (de lo que ofrece la carga)',
  'causality violations': 'violaciones de causalidad',
  'time to a new leader': 'tiempo hasta un nuevo líder',
  'time to a new leader, worst of {}': 'tiempo hasta un nuevo líder, el peor de {}',
  'old leader, from ready to caught up (by the second)': 'antiguo líder, de listo a puesto al día (al segundo)',
  'old leader, from ready to caught up (by the second), worst of {}':
    'antiguo líder, de listo a puesto al día (al segundo), el peor de {}',
  'time to the next accepted message': 'tiempo hasta el siguiente mensaje aceptado',
  'time to the next accepted message, worst of {}': 'tiempo hasta el siguiente mensaje aceptado, el peor de {}',
  'round trip us → eu': 'ida y vuelta us → eu',
  'round trip us → asia': 'ida y vuelta us → asia',
  'round trip eu → us': 'ida y vuelta eu → us',
  'round trip eu → asia': 'ida y vuelta eu → asia',
  'round trip asia → us': 'ida y vuelta asia → us',
  'round trip asia → eu': 'ida y vuelta asia → eu',
  'accepted between regions, of {} messages': 'aceptados entre regiones, de {} mensajes',
  'latency between regions, average': 'latencia media entre regiones',
  'latency between regions, p95': 'latencia p95 entre regiones',
  'two nodes said that they lead (in raft the older term is powerless)':
    'dos nodos dijeron que lideran (en Raft el mandato más antiguo no tiene poder)',
  'accepted while parted': 'aceptados durante la separación',
  'refused while parted': 'rechazados durante la separación',
  'unknown while parted': 'sin saber durante la separación',
  'no message was sent': 'no se envió ningún mensaje',
  'no message was accepted': 'no se aceptó ningún mensaje',
  'nothing was answered': 'no se respondió a nada',

  'every instance answered as it should (node /health), and nobody is OFF':
    'toda instancia respondió como debía (node /health), y nadie está OFF',

  'it takes part': 'participa',
  'not heard for {} ms': 'sin noticias desde hace {} ms',

  'Ask a node who it is, and who leads': 'Preguntar a un nodo quién es y quién lidera',
  'Read the log': 'Leer el log',
  'Append a message': 'Añadir un mensaje',
};
