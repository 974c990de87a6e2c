-- SPDX-License-Identifier: Apache-2.0
--
-- Does every certificate hold? Each query gives a row for each thing that is wrong: the certificate (handler_id), what,
-- the member or handler, and in detail. No row: it holds. `sigvet verify DB` runs these queries, and so does
--     sqlite3 DB < verify.sql
-- They check that the facts of compiled code (object_*) imply the verdict; whether the facts are those of the files is
-- what `sigvet verify --objects` checks. docs/proof.md says what neither shows.

-- Every proved handler has a certificate, and each certificate says the same as its handler.
SELECT h.id AS certificate, 'no certificate' AS what, h.name AS member, 'the handler is said to be proved' AS detail
FROM judged_handler h
WHERE h.verdict = 'proved' AND NOT EXISTS (SELECT 1 FROM certificate c WHERE c.handler = h.id);

SELECT c.handler AS certificate, 'another verdict' AS what, coalesce(h.name, 'no handler') AS member,
       'certificate: ' || c.verdict || ', policy ' || c.policy || ', variant ' || c.variant || '; handler: '
       || coalesce(h.verdict || ', policy ' || h.policy || ', variant ' || h.variant, 'none') AS detail
FROM certificate c LEFT JOIN judged_handler h ON h.id = c.handler
WHERE h.id IS NULL OR c.verdict <> 'proved' OR h.verdict <> c.verdict OR h.policy <> c.policy OR h.variant <> c.variant;

SELECT c.handler AS certificate, 'no origin' AS what, h.name AS member, 'the version of the tool or of its tables is missing' AS detail
FROM certificate c JOIN judged_handler h ON h.id = c.handler
WHERE c.tool = '' OR c.tables = '';

-- What is certain to be wrong, or open, stands against the verdict.
SELECT c.handler AS certificate, 'an error' AS what, (SELECT text FROM judged_text WHERE id = f.function) AS member,
       (SELECT text FROM judged_text WHERE id = f.message) AS detail
FROM certificate c JOIN judged_finding f ON f.handler = c.handler
WHERE (SELECT text FROM judged_text WHERE id = f.severity) = 'error';

SELECT c.handler AS certificate, 'a gap' AS what, g.subject AS member, g.kind || ': ' || g.why AS detail
FROM certificate c JOIN judged_gap g ON g.handler = c.handler
UNION ALL
SELECT c.handler, 'an obstacle', b.subject, b.kind || ': ' || b.why
FROM certificate c JOIN judged_obstacle b ON b.handler = c.handler;

-- The handler itself is a member; one without code in the program is an axiom.
SELECT c.handler AS certificate, 'missing member' AS what, h.name AS member, 'the handler itself is no member' AS detail
FROM certificate c JOIN judged_handler h ON h.id = c.handler
WHERE NOT EXISTS (SELECT 1 FROM certificate_member m JOIN object_function f ON f.id = m.function
                  WHERE m.certificate = c.handler AND m.parent IS NULL
                    AND (f.name = h.name OR (f.source = h.name AND NOT f.flags & 64) -- not a part or clone of it
                         OR h.name IN (SELECT s.name FROM object_symbol s WHERE s.function = f.id)))
  AND NOT EXISTS (SELECT 1 FROM certificate_axiom a WHERE a.certificate = c.handler AND a.symbol = h.name
                    AND NOT EXISTS (SELECT 1 FROM certificate_member m WHERE m.certificate = c.handler));

-- Of every member the code is known, whole, and says where it comes from.
SELECT m.certificate AS certificate, 'facts are missing' AS what, 'function ' || m.function AS member,
       'a member without compiled code, or code without its file' AS detail
FROM certificate_member m LEFT JOIN object_function f ON f.id = m.function LEFT JOIN object_file o ON o.id = f.object
WHERE f.id IS NULL OR o.id IS NULL;

SELECT m.certificate AS certificate, 'facts are missing' AS what, f.source AS member,
       'its file has no path or no hash, or is of another variant: ' || o.path AS detail
FROM certificate_member m JOIN object_function f ON f.id = m.function JOIN object_file o ON o.id = f.object
JOIN certificate c ON c.handler = m.certificate
WHERE o.path = '' OR length(o.hash) <> 16 OR o.variant <> c.variant;

SELECT m.certificate AS certificate, 'not decoded' AS what, f.source AS member, f.name || ' was not read to its last byte' AS detail
FROM certificate_member m JOIN object_function f ON f.id = m.function
WHERE f.decoded <> 1;

SELECT m.certificate AS certificate, 'facts are missing' AS what, f.source AS member,
       f.name || ' has ' || f.calls || ' calls, of which ' || (SELECT count(*) FROM object_call k WHERE k.function = f.id)
       || ' are here' AS detail
FROM certificate_member m JOIN object_function f ON f.id = m.function
WHERE f.calls <> (SELECT count(*) FROM object_call k WHERE k.function = f.id);

SELECT m.certificate AS certificate, 'unknown fact' AS what, f.source AS member, 'a call of the kind ' || k.kind AS detail
FROM certificate_member m JOIN object_function f ON f.id = m.function JOIN object_call k ON k.function = f.id
WHERE k.kind NOT IN ('direct', 'tail', 'fall', 'pointer', 'pointer-tail', 'system', 'tlsdesc', 'choice')
   OR (k.name = '' AND k.kind NOT IN ('pointer', 'pointer-tail', 'choice')) OR (k.dead AND k.kind <> 'fall');

SELECT m.certificate AS certificate, 'checks its stack' AS what, f.source AS member,
       f.name || ' has a prologue that may check or switch the stack' AS detail
FROM certificate_member m JOIN object_function f ON f.id = m.function
WHERE f.splittable <> 0
  AND NOT EXISTS (SELECT 1 FROM object_call k JOIN certificate_axiom a ON a.certificate = m.certificate AND a.symbol = k.name
                  JOIN judged_axiom j ON j.handler = a.certificate AND j.function = a.function AND j.kind = 'stack-check'
                  WHERE k.function = f.id); -- what it calls for it is declared to pass where the handler gets

-- Closed: a call that the object itself resolves ends in a member.
SELECT m.certificate AS certificate, 'leaves the set' AS what, f.source AS member,
       'calls ' || coalesce(t.source, k.name) || ', which is no member' AS detail
FROM certificate_member m JOIN object_function f ON f.id = m.function JOIN object_call k ON k.function = f.id
LEFT JOIN object_function t ON t.id = k.callee
WHERE k.callee IS NOT NULL AND NOT k.dead
  AND NOT EXISTS (SELECT 1 FROM certificate_member n WHERE n.certificate = m.certificate AND n.function = k.callee)
  AND NOT EXISTS (SELECT 1 FROM certificate_axiom a JOIN judged_axiom j ON j.handler = a.certificate
                    AND j.function = a.function AND j.kind IN ('never', 'safe', 'stack-check')
                  WHERE a.certificate = m.certificate AND a.symbol = k.name); -- declared never to be called, or safe

-- A call by name ends in a member of that name, or in an axiom.
SELECT m.certificate AS certificate, 'leaves the set' AS what, f.source AS member,
       'calls ' || k.name || ': no member has that name and no axiom is about it' AS detail
FROM certificate_member m JOIN object_function f ON f.id = m.function JOIN object_call k ON k.function = f.id
WHERE k.callee IS NULL AND NOT k.dead AND k.name <> ''
  AND NOT EXISTS (SELECT 1 FROM object_symbol s JOIN certificate_member n ON n.function = s.function
                  WHERE s.name = k.name AND n.certificate = m.certificate)
  AND NOT EXISTS (SELECT 1 FROM certificate_axiom a WHERE a.certificate = m.certificate AND a.symbol = k.name);

-- ... and no file that the certificate uses has another function of that name.
SELECT m.certificate AS certificate, 'leaves the set' AS what, f.source AS member,
       'calls ' || k.name || ', which ' || o.path || ' defines; that is no member' AS detail
FROM certificate_member m JOIN object_function f ON f.id = m.function JOIN object_call k ON k.function = f.id
JOIN object_symbol s ON s.name = k.name AND NOT s.weak
JOIN object_function t ON t.id = s.function JOIN object_file o ON o.id = t.object
WHERE k.callee IS NULL AND NOT k.dead AND k.name <> ''
  AND NOT EXISTS (SELECT 1 FROM certificate_member n WHERE n.certificate = m.certificate AND n.function = t.id)
  AND EXISTS (SELECT 1 FROM object_function u JOIN certificate_member n ON n.function = u.id
              WHERE u.object = t.object AND n.certificate = m.certificate);

-- A call through a pointer has targets, and each is a member or an axiom; so are callbacks.
SELECT m.certificate AS certificate, 'open pointer' AS what, f.source AS member,
       'calls through a pointer' || CASE k.slot WHEN '' THEN '' ELSE ', ' || k.slot END || CASE k.file WHEN '' THEN ''
       ELSE ' at ' || k.file || ':' || k.line END || ': no target is known' AS detail
FROM certificate_member m JOIN object_function f ON f.id = m.function JOIN object_call k ON k.function = f.id
WHERE k.kind IN ('pointer', 'pointer-tail', 'choice')
  AND NOT EXISTS (SELECT 1 FROM certificate_target t WHERE t.certificate = m.certificate AND t.call = k.id);

SELECT t.certificate AS certificate, 'leaves the set' AS what, coalesce(f.source, 'call ' || t.call) AS member,
       'may run ' || t.symbol || ' (' || t.how || '), which is neither a member nor an axiom' AS detail
FROM certificate_target t LEFT JOIN object_call k ON k.id = t.call LEFT JOIN object_function f ON f.id = k.function
WHERE NOT EXISTS (SELECT 1 FROM certificate_member n WHERE n.certificate = t.certificate AND n.function = t.function)
  AND (t.function IS NOT NULL
       OR NOT EXISTS (SELECT 1 FROM certificate_axiom a WHERE a.certificate = t.certificate AND a.symbol = t.symbol));

-- Every axiom is told with its authority, and none is about code that the program has.
SELECT a.certificate AS certificate, 'an axiom that is not told' AS what, a.symbol AS member,
       a.function || ' is not among the axioms of the handler with this authority: ' || a.authority AS detail
FROM certificate_axiom a
WHERE a.authority = ''
   OR NOT EXISTS (SELECT 1 FROM judged_axiom j WHERE j.handler = a.certificate AND j.function = a.function
                  AND j.authority = a.authority);

SELECT a.certificate AS certificate, 'an axiom about a member' AS what, a.symbol AS member,
       'the program defines it in ' || o.path AS detail
FROM certificate_axiom a JOIN judged_axiom j ON j.handler = a.certificate AND j.function = a.function AND j.kind = 'listed'
JOIN object_symbol s ON s.name = a.symbol AND NOT s.weak
JOIN certificate_member m ON m.certificate = a.certificate AND m.function = s.function
JOIN object_function f ON f.id = s.function JOIN object_file o ON o.id = f.object;

-- Nothing of a certificate is left over that belongs to none.
SELECT x.certificate AS certificate, 'no certificate' AS what, 'handler ' || x.certificate AS member,
       'members, targets or axioms without their certificate' AS detail
FROM (SELECT certificate FROM certificate_member UNION SELECT certificate FROM certificate_target
      UNION SELECT certificate FROM certificate_axiom) x
WHERE x.certificate NOT IN (SELECT handler FROM certificate);
