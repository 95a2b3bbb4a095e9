/** What a run of Raft is checked by, and what each rule says (of Ongaro and Ousterhout 2014, figure 3, where it has a name there). */
export const raftRules = {
  'election-safety': 'a term has one leader at most',
  'promises-kept': 'a node gives one vote in a term, and never goes back behind a term that it told somebody of',
  'log-matching': 'logs with the same entry at an index are the same up to there',
  'leader-completeness': 'a leader holds all that was committed before, and nobody throws away what is committed',
  'state-machine-safety': 'no two nodes commit or apply different entries at an index',
  'durable-on-majority': 'what is called committed is on the disks of a majority',
  'commit-is-final': 'no node can still be elected that lacks what is called committed',
  'repairing-silence': 'a node with a damaged log neither votes nor counts until it is repaired',
  'majorities-meet': 'any majority before a change of the membership meets any after it: one voter changes at a time',
  'no-needless-disruption': 'a leader that reaches a majority is not deposed by a node that was away',
  'machine-works': 'no step throws',
  'message-storm': 'the nodes do not talk without an end',
  'exactly-once': 'what a client asked for is done once, however often it was repeated, and not where it was refused',
  linearizability: 'what clients saw is what one copy would have given, each operation at a moment while it lasted',
  liveness:
    'some seconds after the last fault there is a leader, every client is answered and every node has everything',
} as const;
