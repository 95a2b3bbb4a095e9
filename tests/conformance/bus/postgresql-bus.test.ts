import { busConformance } from './bus-conformance.ts';
import { openPostgresqlGround } from './postgresql-ground.ts';

busConformance('PostgreSQL', openPostgresqlGround);
