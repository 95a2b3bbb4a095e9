/**
 * What the lab and its checkers say of every system, in Spanish, by the English texts: evidence of faults, reasons why a
 * figure is absent, summaries of checks. `{}` stands for a number or an instance. What quotes something else stays English.
 */
export const labSpanish: Readonly<Record<string, string>> = {
  'process {} exited by SIGKILL': 'el proceso {} terminó por SIGKILL',
  'process {} is listed as stopped': 'el proceso {} figura como detenido',
  'process {} was not listed as stopped': 'el proceso {} no figuraba como detenido',
  'process {} did not exit after SIGKILL': 'el proceso {} no terminó tras SIGKILL',
  'process {} ended by itself before it was killed': 'el proceso {} terminó por sí solo antes de que se le matara',
  'process {} ended by itself before it was asked to': 'el proceso {} terminó por sí solo antes de que se le pidiera',
  'process {} exited by code {}, {} ms after it was asked to end':
    'el proceso {} terminó con el código {}, {} ms después de que se le pidiera',
  'process {} had been asked to end, and had not when the fault was over':
    'al proceso {} se le pidió terminar, y no lo había hecho al acabar el fallo',
  'it was over before process {} was seen to be stopped': 'acabó antes de que se viera detenido el proceso {}',
  '{} reports its first late answer': '{} cuenta su primera respuesta tardía',
  '{} reports its first wrong answer': '{} cuenta su primera respuesta errónea',
  '{} reports its first failed answer': '{} cuenta su primera respuesta fallida',
  '{} did not report that its switch acted: it may have had nothing to answer':
    '{} no contó que su conmutador actuara: quizá no tuvo nada que responder',
  'the fault switch of {} did not answer: whether it was turned on is not known':
    'el conmutador de fallos de {} no respondió: no se sabe si se activó',
  'it could not be applied': 'no se pudo aplicar',
  '{} requests crossed and none was affected': 'pasaron {} peticiones y ninguna se vio afectada',
  'nothing crossed where it acts while it lasted': 'nada pasó por donde actúa mientras duró',
  '{} open connections were reset': 'se cortaron {} conexiones abiertas',
  'a new connection was reset': 'se cortó una conexión nueva',
  'a request was answered by a reset': 'una petición se respondió con un corte',
  'bytes had to wait for their turn': 'hubo bytes que esperaron su turno',

  'no fault was applied': 'no se aplicó ningún fallo',
  'no instance is watched in this phase': 'en esta fase no se vigila ninguna instancia',
  'nobody suspected it': 'nadie sospechó de ella',
  'the fault was not seen to end': 'no se vio terminar el fallo',
  'it was taken back while the fault still acted': 'se readmitió mientras el fallo aún actuaba',
  'it was not taken back while its recovery was watched': 'no se readmitió mientras se vigilaba su recuperación',
  'there was no fault-free time': 'no hubo tiempo sin fallos',
  'no load ran': 'no hubo carga',
  'no load ran after the fault was lifted': 'no hubo carga después de levantarse el fallo',
  'clients still saw failures when the phase ended': 'los clientes aún veían fallos cuando acabó la fase',
  'no operation was carried out': 'no se llevó a cabo ninguna operación',
  'no latency was recorded': 'no se registró ninguna latencia',
  'no repeat was carried out': 'no se llevó a cabo ninguna repetición',
  'no detector has reported on it': 'ningún detector ha informado de ella',
  'nothing was broken': 'nada se rompió',
  'nobody is OFF': 'nadie está OFF',
  'no phase was carried out': 'no se llevó a cabo ninguna fase',
  'the steady state was not checked after the last phase': 'el estado estable no se comprobó tras la última fase',
  'the load generator never reported its end': 'el generador de carga nunca contó su final',
  'the schedule was kept: {} of {} were sent': 'se cumplió el plan: se enviaron {} de {}',

  '{} acknowledged, {} unknown and {} failed intents were compared with {} effects':
    'se compararon {} intenciones confirmadas, {} desconocidas y {} fallidas con {} efectos',
  'the history holds no operation that could take effect':
    'el historial no contiene ninguna operación con efecto posible',
  '{} acknowledged writes were put in order': 'se pusieron en orden {} escrituras confirmadas',
  'the history holds no acknowledged write': 'el historial no contiene ninguna escritura confirmada',
  '{} states were compared with the fold of {} events': 'se compararon {} estados con la suma de {} eventos',
  '{} reads at {} positions were compared with the fold of {} events':
    'se compararon {} lecturas en {} posiciones con la suma de {} eventos',
  'the history holds no acknowledged read': 'el historial no contiene ninguna lectura confirmada',
  '{} replicas were compared': 'se compararon {} réplicas',
  '{} replicas agree at {} common position(s)': '{} réplicas coinciden en {} posiciones comunes',
  'there are not two replicas to compare': 'no hay dos réplicas que comparar',
  'there is no log of any node to compare': 'no hay log de ningún nodo que comparar',
  'there are no logs of two nodes to compare': 'no hay logs de dos nodos que comparar',
  'the logs are empty, and nothing was acknowledged': 'los logs están vacíos, y nada se confirmó',
  'the logs of {} nodes, {} entries, were compared with {} acknowledgements':
    'los logs de {} nodos, {} entradas, se compararon con {} confirmaciones',
  '{} and {} share position {}': '{} y {} comparten la posición {}',
  'and {} more': 'y {} más',

  'this machine was too busy to send {} requests/s on time (only {} of {} requests were sent): close other programs and run it again, or take a lower rate: --rate of the command load, ratePerSecond in an experiment of your own':
    'esta máquina estaba demasiado ocupada para enviar {} peticiones/s a tiempo (solo se enviaron {} de {} peticiones): cierre otros programas y ejecútelo de nuevo, o use un ritmo menor: --rate de la orden load, ratePerSecond en un experimento propio',
  'this machine was too busy to send {} requests/s on time (one request in a hundred was sent {} ms late or later; {} ms are allowed): close other programs and run it again, or take a lower rate: --rate of the command load, ratePerSecond in an experiment of your own':
    'esta máquina estaba demasiado ocupada para enviar {} peticiones/s a tiempo (una de cada cien peticiones se envió {} ms tarde o más; se permiten {} ms): cierre otros programas y ejecútelo de nuevo, o use un ritmo menor: --rate de la orden load, ratePerSecond en un experimento propio',
  'this machine was too busy to send {} requests/s on time (only {} of {} requests were sent; one request in a hundred was sent {} ms late or later; {} ms are allowed): close other programs and run it again, or take a lower rate: --rate of the command load, ratePerSecond in an experiment of your own':
    'esta máquina estaba demasiado ocupada para enviar {} peticiones/s a tiempo (solo se enviaron {} de {} peticiones; una de cada cien se envió {} ms tarde o más; se permiten {} ms): cierre otros programas y ejecútelo de nuevo, o use un ritmo menor: --rate de la orden load, ratePerSecond en un experimento propio',

  '{} bytes were swallowed': 'se tragaron {} bytes',
  '{} bytes were held back for {} ms': 'se retuvieron {} bytes durante {} ms',
  'a new connection was swallowed': 'se tragó una conexión nueva',
  'a new connection was held back for {} ms': 'se retuvo una conexión nueva durante {} ms',
  'the end of a connection was swallowed': 'se tragó el final de una conexión',
  'the reset of a connection was swallowed': 'se tragó el corte de una conexión',
  'the end of a connection was held back for {} ms': 'se retuvo el final de una conexión durante {} ms',
  'the reset of a connection was held back for {} ms': 'se retuvo el corte de una conexión durante {} ms',
  'no replica was made slow or wrong': 'ninguna réplica se hizo lenta ni errónea',
  'nothing was put OFF': 'nada pasó a OFF',
  'nothing was voted on': 'no se votó nada',
  'it was not put OFF while the fault was watched': 'no pasó a OFF mientras se vigilaba el fallo',
  'the run ended within this phase': 'la ejecución terminó dentro de esta fase',
  'the journal holds no evidence for or against it': 'el diario no contiene indicios a favor ni en contra',
  'nothing that it could act on happened while it lasted': 'mientras duró no ocurrió nada sobre lo que pudiera actuar',
  'not every fault was seen to take effect': 'no se vio actuar a todos los fallos',
  'a fault was not seen to end': 'no se vio terminar un fallo',
  'the load did not finish': 'la carga no terminó',
  'the run is over': 'la ejecución ha terminado',
  'the run was aborted': 'se abortó la ejecución',
  'the lab ends': 'el laboratorio termina',
  restart: 'reinicio',
  'stopped by its user': 'detenido por su usuario',
  'stopped while it started': 'detenido mientras arrancaba',

  'the load is not valid': 'la carga no es válida',
  'TTD is {} ms, and should be less than {} ms': 'TTD es {} ms, y debería ser menos de {} ms',
  'TTD could not be measured': 'TTD no se pudo medir',
  'TTD says nothing, because the load is not valid': 'TTD no dice nada, porque la carga no es válida',
  'TTD says nothing, because the run ended within it': 'TTD no dice nada, porque la ejecución terminó dentro de ella',
  'TTR is {} ms, and should be less than {} ms': 'TTR es {} ms, y debería ser menos de {} ms',
  'TTR could not be measured': 'TTR no se pudo medir',
  'TTR says nothing, because the load is not valid': 'TTR no dice nada, porque la carga no es válida',
  'TTR says nothing, because the run ended within it': 'TTR no dice nada, porque la ejecución terminó dentro de ella',
  'p95 is {} ms, and should be less than {} ms': 'p95 es {} ms, y debería ser menos de {} ms',
  'p95 could not be measured': 'p95 no se pudo medir',
  'p95 says nothing, because the load is not valid': 'p95 no dice nada, porque la carga no es válida',
  'p95 says nothing, because the run ended within it': 'p95 no dice nada, porque la ejecución terminó dentro de ella',
  'success is {} %, and should be more than {} %': 'el éxito es {} %, y debería ser más de {} %',
  'success could not be measured': 'el éxito no se pudo medir',
  'success says nothing, because the load is not valid': 'el éxito no dice nada, porque la carga no es válida',
  'success says nothing, because the run ended within it':
    'el éxito no dice nada, porque la ejecución terminó dentro de ella',
  '{} was not put OFF in repeat {}': '{} no pasó a OFF en la repetición {}',
  '{} was not put OFF in repeat {} (and {} more)': '{} no pasó a OFF en la repetición {} (y {} más)',
  '{} was not taken back after the fault was lifted in repeat {}':
    '{} no se readmitió tras levantarse el fallo en la repetición {}',
  '{} was not taken back after the fault was lifted in repeat {} (and {} more)':
    '{} no se readmitió tras levantarse el fallo en la repetición {} (y {} más)',
  '{} came back ON once while it still failed in repeat {}':
    '{} volvió a ON una vez mientras aún fallaba en la repetición {}',
  '{} came back ON once while it still failed in repeat {} (and {} more)':
    '{} volvió a ON una vez mientras aún fallaba en la repetición {} (y {} más)',
  '{} came back ON {} times while it still failed in repeat {}':
    '{} volvió a ON {} veces mientras aún fallaba en la repetición {}',
  '{} came back ON {} times while it still failed in repeat {} (and {} more)':
    '{} volvió a ON {} veces mientras aún fallaba en la repetición {} (y {} más)',
  'nothing to recover from': 'nada de lo que recuperarse',
  'the fault was not seen to act': 'no se vio actuar el fallo',
  'the steady state did not return after the last phase': 'el estado estable no volvió tras la última fase',
  'the steady state did not hold before the first phase, so nothing was broken':
    'el estado estable no se cumplía antes de la primera fase, así que nada se rompió',
  '{} is OFF': '{} está OFF',
};
