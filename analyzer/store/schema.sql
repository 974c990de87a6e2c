-- SPDX-License-Identifier: Apache-2.0
--
-- sigvet.db. Above: the facts of each unit, integers only, texts by their number in `name`; they may change from version
-- to version. Below: what was judged, and the views on it; the views are a contract (docs/schema.md).
-- NULL is "none" wherever a column is an index.

CREATE TABLE name(
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL
);

INSERT INTO name VALUES(0, '');

-- How many names there were when those that no fact used were last taken out.
CREATE TABLE swept(
    names INTEGER NOT NULL
);

INSERT INTO swept VALUES(100000);

-- One compilation, as it was read. Its rows in table T are those with first_T <= id < first_T + count_T; all that they
-- refer to is by id in the same ranges.
CREATE TABLE unit(
    id INTEGER PRIMARY KEY,
    file INTEGER NOT NULL,        -- name
    command_key INTEGER NOT NULL,
    partial INTEGER NOT NULL,
    first_assembly INTEGER NOT NULL,
    count_assembly INTEGER NOT NULL,
    first_call INTEGER NOT NULL,
    count_call INTEGER NOT NULL,
    first_copy INTEGER NOT NULL,
    count_copy INTEGER NOT NULL,
    first_flow INTEGER NOT NULL,
    count_flow INTEGER NOT NULL,
    first_function INTEGER NOT NULL,
    count_function INTEGER NOT NULL,
    first_gap_fact INTEGER NOT NULL,
    count_gap_fact INTEGER NOT NULL,
    first_input INTEGER NOT NULL,
    count_input INTEGER NOT NULL,
    first_slot INTEGER NOT NULL,
    count_slot INTEGER NOT NULL,
    variant INTEGER NOT NULL      -- name: of the run that read it
);

CREATE INDEX unit_by_file ON unit(file, command_key);

CREATE TABLE assembly(
    id INTEGER PRIMARY KEY,
    unit INTEGER NOT NULL,
    function INTEGER,
    file INTEGER NOT NULL,        -- name
    line INTEGER NOT NULL,
    column INTEGER NOT NULL,
    text INTEGER NOT NULL,        -- name
    may_call INTEGER NOT NULL
);

CREATE TABLE call(
    id INTEGER PRIMARY KEY,
    unit INTEGER NOT NULL,
    caller INTEGER NOT NULL,      -- function
    callee INTEGER,               -- function
    slot INTEGER,
    type INTEGER NOT NULL,        -- name, as are file, spelled_file, macro
    file INTEGER NOT NULL,
    line INTEGER NOT NULL,
    column INTEGER NOT NULL,
    end_line INTEGER NOT NULL,
    spelled_file INTEGER NOT NULL,
    spelled_line INTEGER NOT NULL,
    spelled_column INTEGER NOT NULL,
    macro INTEGER NOT NULL,
    kind INTEGER NOT NULL,        -- enum call_kind of facts/fact.h
    flags INTEGER NOT NULL,       -- enum call_flag
    arguments INTEGER NOT NULL
);

CREATE TABLE copy(
    id INTEGER PRIMARY KEY,
    unit INTEGER NOT NULL,
    function INTEGER,
    kind INTEGER NOT NULL,        -- enum copy_kind
    bytes INTEGER NOT NULL,
    type INTEGER NOT NULL,        -- name
    file INTEGER NOT NULL,        -- name
    line INTEGER NOT NULL,
    column INTEGER NOT NULL
);

CREATE TABLE flow(
    id INTEGER PRIMARY KEY,
    unit INTEGER NOT NULL,
    source INTEGER NOT NULL,      -- slot
    target INTEGER NOT NULL,      -- slot
    mode INTEGER NOT NULL,        -- enum flow_mode
    function INTEGER,
    element INTEGER,              -- of the initialised array
    file INTEGER NOT NULL,        -- name
    line INTEGER NOT NULL,
    column INTEGER NOT NULL
);

CREATE TABLE function(
    id INTEGER PRIMARY KEY,
    unit INTEGER NOT NULL,
    name INTEGER NOT NULL,        -- name, as are linker, type, attributes, annotations, alias, file
    linker INTEGER NOT NULL,
    type INTEGER NOT NULL,
    attributes INTEGER NOT NULL,
    annotations INTEGER NOT NULL,
    alias INTEGER NOT NULL,
    file INTEGER NOT NULL,
    line INTEGER NOT NULL,
    column INTEGER NOT NULL,
    end_line INTEGER NOT NULL,
    parameters INTEGER NOT NULL,
    flags INTEGER NOT NULL,       -- enum function_flag
    scope INTEGER NOT NULL        -- enum function_scope
);

CREATE TABLE gap_fact(
    id INTEGER PRIMARY KEY,
    unit INTEGER NOT NULL,
    kind INTEGER NOT NULL,        -- name, as are subject, why, file
    subject INTEGER NOT NULL,
    why INTEGER NOT NULL,
    file INTEGER NOT NULL,
    line INTEGER NOT NULL,
    column INTEGER NOT NULL,
    function INTEGER
);

-- A file that was read for a unit, and how it was then.
CREATE TABLE input(
    id INTEGER PRIMARY KEY,
    unit INTEGER NOT NULL,
    file INTEGER NOT NULL,        -- name
    size INTEGER NOT NULL,        -- -1: it changed while it was read
    mtime_ns INTEGER NOT NULL,    -- -1: too young to tell a change by it
    hash INTEGER NOT NULL         -- XXH3 of the content
);

CREATE TABLE slot(
    id INTEGER PRIMARY KEY,
    unit INTEGER NOT NULL,
    kind INTEGER NOT NULL,        -- enum slot_kind
    function INTEGER,
    name INTEGER NOT NULL,        -- name, as are path, type and targets
    path INTEGER NOT NULL,
    position INTEGER NOT NULL,    -- of a parameter or argument; the value of a number
    call INTEGER,
    view INTEGER,                 -- slot
    type INTEGER NOT NULL,
    local INTEGER NOT NULL,
    targets INTEGER NOT NULL
);

-- What the last run judged.

-- Texts of findings and steps, by number: of these rows there may be very many. Other tables have theirs in place, where
-- SQLite can index them for a join.
CREATE TABLE judged_text(
    id INTEGER PRIMARY KEY,
    text TEXT NOT NULL
);

CREATE TABLE judged_handler(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    program TEXT NOT NULL,
    signals TEXT NOT NULL,
    registrar TEXT NOT NULL,
    file TEXT NOT NULL,           -- of the first registration
    line INTEGER NOT NULL,
    policy TEXT NOT NULL,
    variant TEXT NOT NULL,
    verdict TEXT NOT NULL,
    defined_file TEXT NOT NULL,
    defined_line INTEGER NOT NULL
);

CREATE TABLE judged_registration(
    handler INTEGER NOT NULL,
    number INTEGER NOT NULL,
    signal TEXT NOT NULL,
    registrar TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY(handler, number)
) WITHOUT ROWID;

CREATE TABLE judged_finding(
    id INTEGER PRIMARY KEY,
    handler INTEGER NOT NULL,
    rule INTEGER NOT NULL,        -- judged_text, as are all below but line, column and chain
    severity INTEGER NOT NULL,
    function INTEGER NOT NULL,
    callee INTEGER NOT NULL,
    file INTEGER NOT NULL,
    line INTEGER NOT NULL,
    column INTEGER NOT NULL,
    evidence INTEGER NOT NULL,
    chain INTEGER NOT NULL,       -- judged_chain
    message INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    cause INTEGER NOT NULL,
    emitted INTEGER NOT NULL,
    policy INTEGER NOT NULL
);

CREATE INDEX finding_by_handler ON judged_finding(handler);

-- The way to a call; findings of several handlers, programs and variants may have one, and chains have steps in common.
CREATE TABLE judged_chain(
    id INTEGER PRIMARY KEY,
    text INTEGER NOT NULL
);

CREATE TABLE judged_chain_step(
    chain INTEGER NOT NULL,
    number INTEGER NOT NULL,
    step INTEGER NOT NULL,        -- judged_step
    PRIMARY KEY(chain, number)
) WITHOUT ROWID;

CREATE TABLE judged_step(
    id INTEGER PRIMARY KEY,
    function INTEGER NOT NULL,
    file INTEGER NOT NULL,
    line INTEGER NOT NULL
);

CREATE TABLE judged_gap(
    id INTEGER PRIMARY KEY,
    handler INTEGER,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    why TEXT NOT NULL,
    variant TEXT NOT NULL         -- of a gap of no handler
);

CREATE INDEX gap_by_handler ON judged_gap(handler);

CREATE TABLE judged_axiom(
    id INTEGER PRIMARY KEY,
    handler INTEGER NOT NULL,
    function TEXT NOT NULL,
    authority TEXT NOT NULL,
    kind TEXT NOT NULL
);

CREATE INDEX axiom_by_handler ON judged_axiom(handler);

-- How deep the stack of a handler gets, and the chain that gets there.
CREATE TABLE judged_stack(
    handler INTEGER PRIMARY KEY,
    bytes INTEGER NOT NULL,
    kind TEXT NOT NULL,
    stack_limit INTEGER,          -- NULL: none is known
    limit_of TEXT NOT NULL
);

CREATE TABLE judged_stack_step(
    handler INTEGER NOT NULL,
    number INTEGER NOT NULL,
    function TEXT NOT NULL,
    frame INTEGER NOT NULL,
    total INTEGER NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY(handler, number)
) WITHOUT ROWID;

-- Why a clean handler is not proved.
CREATE TABLE judged_obstacle(
    id INTEGER PRIMARY KEY,
    handler INTEGER NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    why TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL
);

-- What proved handlers rest on. First the facts: the compiled code of their members and of nothing else, as it was read;
-- `sigvet verify --objects` compares them with the files.
CREATE TABLE object_file(
    id INTEGER PRIMARY KEY,
    variant TEXT NOT NULL,
    path TEXT NOT NULL,
    member TEXT NOT NULL,         -- of an archive
    machine TEXT NOT NULL,
    build_id TEXT NOT NULL,
    size INTEGER NOT NULL,
    hash TEXT NOT NULL            -- XXH3 of the bytes that were read
);

CREATE TABLE object_function(
    id INTEGER PRIMARY KEY,
    object INTEGER NOT NULL,      -- object_file
    name TEXT NOT NULL,           -- linker name
    source TEXT NOT NULL,         -- the function it was compiled from
    file TEXT NOT NULL,           -- where that is defined
    line INTEGER NOT NULL,
    address INTEGER NOT NULL,
    size INTEGER NOT NULL,
    frame INTEGER,                -- NULL: not known
    flags INTEGER NOT NULL,       -- enum object_function_flag of facts/object/object_fact.h
    decoded INTEGER NOT NULL,
    splittable INTEGER NOT NULL,
    calls INTEGER NOT NULL        -- how many rows of object_call it has
);

-- The names by which other objects know a function.
CREATE TABLE object_symbol(
    id INTEGER PRIMARY KEY,
    function INTEGER NOT NULL,
    name TEXT NOT NULL,
    weak INTEGER NOT NULL
);

CREATE INDEX object_symbol_by_name ON object_symbol(name);
CREATE INDEX object_symbol_by_function ON object_symbol(function);

-- Functions of the source whose code stands in a function, around a call.
CREATE TABLE object_inline(
    id INTEGER PRIMARY KEY,
    function INTEGER NOT NULL,
    name TEXT NOT NULL
);

CREATE TABLE object_call(
    id INTEGER PRIMARY KEY,
    function INTEGER NOT NULL,
    address INTEGER NOT NULL,
    kind TEXT NOT NULL,           -- direct, tail, fall, pointer, pointer-tail, system, tlsdesc, choice
    flags INTEGER NOT NULL,       -- enum object_call_flag
    dead INTEGER NOT NULL,        -- behind a call that does not return
    callee INTEGER,               -- object_function, where the object itself says which; NULL: the name decides
    name TEXT NOT NULL,           -- symbol; '': through a pointer
    slot TEXT NOT NULL,           -- pointer: the variable it is loaded from
    file TEXT NOT NULL,           -- where it is written; '' when not known
    line INTEGER NOT NULL
);

CREATE INDEX object_call_by_function ON object_call(function);

-- Then the certificates: members, where their pointers lead, what was believed.
CREATE TABLE certificate(
    handler INTEGER PRIMARY KEY,  -- judged_handler
    policy TEXT NOT NULL,
    variant TEXT NOT NULL,
    verdict TEXT NOT NULL,
    tool TEXT NOT NULL,           -- version of sigvet
    tables TEXT NOT NULL          -- hash of its tables
);

CREATE TABLE certificate_member(
    certificate INTEGER NOT NULL,
    function INTEGER NOT NULL,    -- object_function
    parent INTEGER,               -- object_function by which it was reached first; NULL: the handler itself
    file TEXT NOT NULL,           -- of that call
    line INTEGER NOT NULL,
    PRIMARY KEY(certificate, function)
) WITHOUT ROWID;

CREATE TABLE certificate_target(
    id INTEGER PRIMARY KEY,
    certificate INTEGER NOT NULL,
    call INTEGER NOT NULL,        -- object_call
    function INTEGER,             -- object_function; NULL: the symbol, which has no code in the program
    symbol TEXT NOT NULL,
    how TEXT NOT NULL             -- flow, callback, choice, runs
);

CREATE INDEX certificate_target_by_call ON certificate_target(certificate, call);

CREATE TABLE certificate_axiom(
    certificate INTEGER NOT NULL,
    symbol TEXT NOT NULL,         -- as the code calls it
    function TEXT NOT NULL,       -- as judged_axiom has it
    authority TEXT NOT NULL,
    PRIMARY KEY(certificate, symbol)
) WITHOUT ROWID;

CREATE TABLE judged_call(
    id INTEGER PRIMARY KEY,
    caller TEXT NOT NULL,
    callee TEXT NOT NULL,
    kind TEXT NOT NULL,
    evidence TEXT NOT NULL,
    candidate INTEGER NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    variant TEXT NOT NULL,
    hidden INTEGER NOT NULL,
    folded INTEGER NOT NULL,
    declared TEXT NOT NULL
);

CREATE TABLE judged_function(
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    file TEXT NOT NULL,
    line INTEGER NOT NULL,
    frame INTEGER,                -- NULL: not known
    instrumented INTEGER NOT NULL,
    splittable INTEGER NOT NULL,
    nosplit INTEGER NOT NULL,
    variant TEXT NOT NULL
);

CREATE TABLE judged_unit(
    id INTEGER PRIMARY KEY,
    file TEXT NOT NULL,
    object TEXT NOT NULL,
    state TEXT NOT NULL,
    cached INTEGER NOT NULL,
    milliseconds INTEGER NOT NULL
);

-- The views. Columns are added behind the last one only.

CREATE VIEW handlers(handler_id, handler, program, signals, registrar, file, line, policy, variant, verdict,
                     defined_file, defined_line) AS
    SELECT id, name, program, signals, registrar, file, line, policy, variant, verdict, defined_file, defined_line
    FROM judged_handler ORDER BY id;

CREATE VIEW findings(id, rule, severity, handler_id, handler, program, variant, signals, function, callee, file, line,
                     evidence, chain, message, column, reason, cause, emitted, policy) AS
    SELECT f.id, (SELECT text FROM judged_text WHERE id = f.rule),
           (SELECT text FROM judged_text WHERE id = f.severity), f.handler, h.name, h.program, h.variant, h.signals,
           (SELECT text FROM judged_text WHERE id = f.function), (SELECT text FROM judged_text WHERE id = f.callee),
           (SELECT text FROM judged_text WHERE id = f.file), f.line,
           (SELECT text FROM judged_text WHERE id = f.evidence),
           (SELECT text FROM judged_text WHERE id = (SELECT text FROM judged_chain WHERE id = f.chain)),
           (SELECT text FROM judged_text WHERE id = f.message), f.column,
           (SELECT text FROM judged_text WHERE id = f.reason), (SELECT text FROM judged_text WHERE id = f.cause),
           (SELECT text FROM judged_text WHERE id = f.emitted), (SELECT text FROM judged_text WHERE id = f.policy)
    FROM judged_finding f JOIN judged_handler h ON h.id = f.handler ORDER BY f.id;

CREATE VIEW calls(caller, callee, kind, evidence, file, line, program, variant, hidden, folded, declared) AS
    SELECT caller, callee, kind, evidence, file, line, '', variant, hidden, folded, declared
    FROM judged_call ORDER BY id;

CREATE VIEW functions(name, file, line, frame, instrumented, splittable, nosplit, program, variant) AS
    SELECT name, file, line, frame, instrumented, splittable, nosplit, '', variant
    FROM judged_function ORDER BY id;

CREATE VIEW gaps(kind, subject, file, line, why, handler_id, handler, program, variant) AS
    SELECT g.kind, g.subject, g.file, g.line, g.why, g.handler, coalesce(h.name, ''), coalesce(h.program, ''),
           coalesce(h.variant, g.variant)
    FROM judged_gap g LEFT JOIN judged_handler h ON h.id = g.handler ORDER BY g.id;

CREATE VIEW units(file, object, state, milliseconds) AS
    SELECT file, object, state, milliseconds FROM judged_unit ORDER BY id;

CREATE VIEW axioms(handler_id, handler, function, authority, program, variant, kind) AS
    SELECT a.handler, h.name, a.function, a.authority, h.program, h.variant, a.kind
    FROM judged_axiom a JOIN judged_handler h ON h.id = a.handler ORDER BY a.id;

CREATE VIEW registrations(handler_id, handler, signal, registrar, file, line) AS
    SELECT r.handler, h.name, r.signal, r.registrar, r.file, r.line
    FROM judged_registration r JOIN judged_handler h ON h.id = r.handler ORDER BY r.handler, r.number;

CREATE VIEW stacks(handler_id, handler, program, variant, bytes, kind, stack_limit, limit_of) AS
    SELECT s.handler, h.name, h.program, h.variant, s.bytes, s.kind, s.stack_limit, s.limit_of
    FROM judged_stack s JOIN judged_handler h ON h.id = s.handler ORDER BY s.handler;

CREATE VIEW stack(handler_id, handler, step, function, frame, total, file, line, program, variant) AS
    SELECT s.handler, h.name, s.number, s.function, s.frame, s.total, s.file, s.line, h.program, h.variant
    FROM judged_stack_step s JOIN judged_handler h ON h.id = s.handler ORDER BY s.handler, s.number;

CREATE VIEW steps(finding_id, number, function, file, line) AS
    SELECT f.id, c.number, (SELECT text FROM judged_text WHERE id = s.function),
           (SELECT text FROM judged_text WHERE id = s.file), s.line
    FROM judged_finding f CROSS JOIN judged_chain_step c ON c.chain = f.chain CROSS JOIN judged_step s ON s.id = c.step
    ORDER BY f.id, c.number;

CREATE VIEW certificates(handler_id, handler, program, variant, policy, verdict, tool, tables) AS
    SELECT c.handler, h.name, h.program, c.variant, c.policy, c.verdict, c.tool, c.tables
    FROM certificate c JOIN judged_handler h ON h.id = c.handler ORDER BY c.handler;

CREATE VIEW members(handler_id, handler, function, file, line, object, build_id, hash, symbol, address, size, frame, parent,
                    program, variant) AS
    SELECT m.certificate, h.name, f.source, f.file, f.line, o.path || CASE o.member WHEN '' THEN '' ELSE '(' || o.member || ')' END,
           o.build_id, o.hash, f.name, f.address, f.size, f.frame, coalesce(p.source, ''), h.program, h.variant
    FROM certificate_member m JOIN judged_handler h ON h.id = m.certificate JOIN object_function f ON f.id = m.function
    JOIN object_file o ON o.id = f.object LEFT JOIN object_function p ON p.id = m.parent ORDER BY m.certificate, m.function;

CREATE VIEW obstacles(handler_id, handler, kind, subject, why, file, line, program, variant) AS
    SELECT b.handler, h.name, b.kind, b.subject, b.why, b.file, b.line, h.program, h.variant
    FROM judged_obstacle b JOIN judged_handler h ON h.id = b.handler ORDER BY b.id;
