-- What sigvet found of a program against what a person read in its source. Attached as `found`: sigvet.db.
-- expected(kind, a, b, c, d, e) and explained(kind, subject, file, why) were imported. One line a difference.
CREATE TEMP VIEW registration AS
  SELECT a AS file, CAST(b AS INTEGER) AS line, c AS handler, d AS signals FROM expected WHERE kind = 'registration';
CREATE TEMP TABLE seen AS
  SELECT handler, registrar, file, line, group_concat(signal, ',') AS signals
  FROM (SELECT DISTINCT handler, registrar, file, line, signal FROM found.registrations ORDER BY signal)
  GROUP BY handler, file, line;
-- Signals in any order are the same signals.
CREATE TEMP TABLE wanted_signal AS
  WITH RECURSIVE split(id, one, rest) AS (
    SELECT rowid, '', replace(d, ' ', '') || ',' FROM expected WHERE kind = 'registration'
    UNION ALL
    SELECT id, substr(rest, 1, instr(rest, ',') - 1), substr(rest, instr(rest, ',') + 1) FROM split WHERE rest <> ''
  ) SELECT DISTINCT id, one FROM split WHERE one <> '';
CREATE TEMP TABLE difference(kind TEXT, subject TEXT, file TEXT, text TEXT);

INSERT INTO difference
  SELECT DISTINCT 'missing', r.handler, r.file,
         printf('%s:%d: %s is a handler of %s, and was not found', r.file, r.line, r.handler, r.signals)
  FROM registration r
  WHERE NOT EXISTS (SELECT 1 FROM seen s WHERE s.handler = r.handler AND s.line = r.line
                    AND (s.file = r.file OR s.file LIKE '%/' || r.file));

INSERT INTO difference
  SELECT 'signals', e.c, e.a,
         printf('%s:%s: %s: signals %s were read, %s found', e.a, e.b, e.c, e.d,
                (SELECT group_concat(signals, ' + ') FROM seen s WHERE s.handler = e.c AND s.line = CAST(e.b AS INTEGER)
                 AND (s.file = e.a OR s.file LIKE '%/' || e.a)))
  FROM expected e
  WHERE e.kind = 'registration'
    AND EXISTS (SELECT 1 FROM seen s WHERE s.handler = e.c AND s.line = CAST(e.b AS INTEGER)
                AND (s.file = e.a OR s.file LIKE '%/' || e.a))
    AND (EXISTS (SELECT 1 FROM wanted_signal w WHERE w.id = e.rowid AND NOT EXISTS (
                   SELECT 1 FROM found.registrations f WHERE f.handler = e.c AND f.line = CAST(e.b AS INTEGER)
                   AND f.signal = w.one AND (f.file = e.a OR f.file LIKE '%/' || e.a)))
      OR EXISTS (SELECT 1 FROM found.registrations f WHERE f.handler = e.c AND f.line = CAST(e.b AS INTEGER)
                 AND (f.file = e.a OR f.file LIKE '%/' || e.a)
                 AND NOT EXISTS (SELECT 1 FROM wanted_signal w JOIN expected e2 ON e2.rowid = w.id
                                 WHERE e2.kind = 'registration' AND e2.a = e.a AND e2.b = e.b AND e2.c = e.c
                                 AND w.one = f.signal)));

INSERT INTO difference
  SELECT DISTINCT 'no-handler', e.a, e.b,
         printf('%s: %s is no handler (%s), and was reported as one', e.b, e.a, e.c)
  FROM expected e JOIN found.handlers h ON h.handler = e.a
  WHERE e.kind = 'not-handler' AND (h.defined_file = e.b OR h.defined_file LIKE '%/' || e.b);

INSERT INTO difference
  SELECT 'verdict', e.a, e.b,
         printf('%s: %s is %s by reading (%s), %s by sigvet', e.b, e.a, e.c, e.e,
                coalesce((SELECT group_concat(DISTINCT h.verdict) FROM found.handlers h WHERE h.handler = e.a
                          AND (h.defined_file = e.b OR h.defined_file LIKE '%/' || e.b)), 'not judged'))
  FROM expected e
  WHERE e.kind = 'verdict'
    AND NOT EXISTS (SELECT 1 FROM found.handlers h WHERE h.handler = e.a AND h.verdict IN (e.c, iif(e.c = 'clean', 'proved', e.c))
                    AND (h.defined_file = e.b OR h.defined_file LIKE '%/' || e.b));

INSERT INTO difference
  SELECT 'chain', e.a, e.b, printf('%s: %s: no finding ends as the chain %s does', e.b, e.a, e.d)
  FROM expected e
  WHERE e.kind = 'verdict' AND e.c = 'unsafe' AND e.d <> '' AND e.d <> '-'
    AND EXISTS (SELECT 1 FROM found.handlers h WHERE h.handler = e.a AND h.verdict = 'unsafe'
                AND (h.defined_file = e.b OR h.defined_file LIKE '%/' || e.b))
    AND NOT EXISTS (SELECT 1 FROM found.findings f WHERE f.handler = e.a AND e.d LIKE '%> ' || f.callee);

SELECT 'difference: ' || text FROM difference d
  WHERE NOT EXISTS (SELECT 1 FROM explained x WHERE x.kind = d.kind AND x.subject = d.subject AND x.file = d.file)
  ORDER BY d.kind, d.file, d.text;
SELECT 'explained without need: ' || kind || ' ' || subject || ' ' || file FROM explained x
  WHERE NOT EXISTS (SELECT 1 FROM difference d WHERE x.kind = d.kind AND x.subject = d.subject AND x.file = d.file);
SELECT printf('%d registrations expected, %d found as read; %d not handlers, %d verdicts; %d differences explained; '
              || '%d registrations found in all',
              (SELECT count(*) FROM registration),
              (SELECT count(*) FROM registration)
                - (SELECT count(*) FROM difference WHERE kind IN ('missing', 'signals')),
              (SELECT count(*) FROM expected WHERE kind = 'not-handler'),
              (SELECT count(*) FROM expected WHERE kind = 'verdict'),
              (SELECT count(*) FROM explained), (SELECT count(*) FROM seen));
