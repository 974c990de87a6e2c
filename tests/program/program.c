/* SPDX-License-Identifier: Apache-2.0
 *
 * Making the facts.
 */
#include "program.h"

enum { FIRST_LINE = 10 };

int program_setup(void **state)
{
    const char *error = NULL;
    struct arena *arena = arena_new();
    struct program *program = arena_alloc(sizeof *program, arena);
    program->arena = arena;
    program->names = intern_new(arena);
    program->catalogue = catalogue_load(SIGVET_TABLES_SOURCE, NULL, &error, arena);
    *state = program;
    return program->catalogue ? 0 : -1;
}

int program_teardown(void **state)
{
    struct program *program = *state;
    arena_free(program->arena);
    return 0;
}

static name_id name_of(struct program *program, const char *text)
{
    return intern_text(program->names, text);
}

void begin_unit(struct program *program, const char *file)
{
    program->facts = arena_alloc(sizeof *program->facts, program->arena);
    program->facts->names = program->names;
    program->file = name_of(program, file);
    program->line = FIRST_LINE - 1;
    *array_push(&program->units, program->arena) = (struct graph_unit){.file = file, .facts = program->facts, .parsed = true};
    array_push(&program->facts->inputs, program->arena)->file = program->file;
}

/* ---- objects ---- */

void begin_unread(struct program *program, const char *file)
{
    begin_unit(program, file);
    array_last(&program->units)->parsed = false;
    struct object_facts *object = arena_alloc(sizeof *object, program->arena);
    *object = (struct object_facts){.path = name_of(program, file), .names = program->names};
    *array_push(&program->objects, program->arena) =
        (struct graph_object){.facts = object, .unit = program->units.count - 1};
}

/* Objects are const to everybody but those who make them. */
static struct object_facts *object_at_hand(struct program *program)
{
    return (struct object_facts *)array_last(&program->objects)->facts;
}

uint32_t define_in_object(struct program *program, const char *name, enum function_scope scope)
{
    struct object_facts *object = object_at_hand(program);
    uint32_t function = object->functions.count;
    *array_push(&object->functions, program->arena) =
        (struct object_function){.name = name_of(program, name),
                                 .parent = NONE,
                                 .body = function,
                                 .flags = OBJECT_FUNCTION_DECODED,
                                 .scope = scope,
                                 .first_call = object->calls.count};
    return function;
}

void call_in_object(struct program *program, uint32_t caller, const char *callee)
{
    struct object_facts *object = object_at_hand(program);
    *array_push(&object->calls, program->arena) =
        (struct object_call){.caller = caller, .callee = NONE, .name = name_of(program, callee)};
    object->functions.items[caller].call_count++;
}

static struct place next_place(struct program *program)
{
    return (struct place){.file = program->file, .line = ++program->line, .column = 5};
}

/* ---- functions ---- */

static uint32_t add_function(struct program *program, const char *name, uint32_t flags, enum function_scope scope,
                             const char *type)
{
    struct facts *facts = program->facts;
    *array_push(&facts->functions, program->arena) = (struct function){.name = name_of(program, name),
                                                                       .linker = name_of(program, name),
                                                                       .type = name_of(program, type),
                                                                       .place = {.file = program->file, .line = 1},
                                                                       .flags = flags,
                                                                       .scope = scope};
    return facts->functions.count - 1;
}

uint32_t define_as(struct program *program, const char *name, enum function_scope scope, const char *type)
{
    uint32_t function = add_function(program, name, FUNCTION_DEFINED, scope, type);
    program->facts->functions.items[function].place = next_place(program);
    program->facts->functions.items[function].end_line = program->line;
    return function;
}

uint32_t define(struct program *program, const char *name)
{
    return define_as(program, name, SCOPE_GLOBAL, "void (int)");
}

uint32_t declare(struct program *program, const char *name)
{
    return add_function(program, name, 0, SCOPE_GLOBAL, "void (int)");
}

uint32_t declare_weak(struct program *program, const char *name)
{
    return add_function(program, name, 0, SCOPE_WEAK, "void (int)");
}

/* ---- slots ---- */

/* Slots of one unit are unique, as facts/source makes them. */
static uint32_t add_slot(struct program *program, struct slot slot)
{
    struct facts *facts = program->facts;
    slot.view = NONE;
    for (uint32_t i = 0; i < facts->slots.count; i++) {
        const struct slot *known = &facts->slots.items[i];
        if (known->kind == slot.kind && known->function == slot.function && known->name == slot.name &&
            known->path == slot.path && known->index == slot.index && known->call == slot.call &&
            known->local == slot.local)
            return i;
    }
    *array_push(&facts->slots, program->arena) = slot;
    return facts->slots.count - 1;
}

uint32_t a_function(struct program *program, uint32_t function)
{
    return add_slot(program, (struct slot){.kind = SLOT_FUNCTION, .function = function, .call = NONE});
}

uint32_t a_number(struct program *program, uint32_t value)
{
    return add_slot(program,
                    (struct slot){.kind = SLOT_NUMBER, .function = NONE, .index = value, .call = NONE});
}

uint32_t an_unknown(struct program *program)
{
    return add_slot(program, (struct slot){.kind = SLOT_UNKNOWN, .function = NONE, .call = NONE});
}

static uint32_t add_variable(struct program *program, const char *name, const char *path, uint32_t function,
                             bool local)
{
    return add_slot(program, (struct slot){.kind = SLOT_VARIABLE,
                                           .function = function,
                                           .name = name_of(program, name),
                                           .path = name_of(program, path),
                                           .call = NONE,
                                           .local = local});
}

uint32_t a_global(struct program *program, const char *name, const char *path)
{
    return add_variable(program, name, path, NONE, false);
}

uint32_t a_static(struct program *program, const char *name, const char *path)
{
    return add_variable(program, name, path, NONE, true);
}

uint32_t a_local(struct program *program, uint32_t function, const char *name, const char *path)
{
    return add_variable(program, arena_format(program->arena, "%s@1:1", name), path, function, true);
}

uint32_t a_parameter(struct program *program, uint32_t function, uint32_t index)
{
    return add_slot(program, (struct slot){
                                 .kind = SLOT_PARAMETER, .function = function, .index = index, .call = NONE});
}

uint32_t a_result(struct program *program, uint32_t function)
{
    return add_slot(program, (struct slot){.kind = SLOT_RESULT, .function = function, .call = NONE});
}

uint32_t a_field(struct program *program, const char *tag, const char *field)
{
    return add_slot(program, (struct slot){.kind = SLOT_FIELD,
                                           .function = NONE,
                                           .name = name_of(program, tag),
                                           .path = name_of(program, field),
                                           .call = NONE});
}

uint32_t an_argument(struct program *program, uint32_t index_of_call, uint32_t index)
{
    return add_slot(program, (struct slot){.kind = SLOT_ARGUMENT,
                                           .function = NONE,
                                           .index = index,
                                           .call = index_of_call});
}

uint32_t an_answer(struct program *program, uint32_t index_of_call)
{
    return add_slot(program, (struct slot){.kind = SLOT_ANSWER, .function = NONE, .call = index_of_call});
}

uint32_t a_member_handed(struct program *program, uint32_t index_of_call, uint32_t index, const char *path)
{
    return add_slot(program, (struct slot){.kind = SLOT_HANDED,
                                           .function = NONE,
                                           .path = name_of(program, path),
                                           .index = index,
                                           .call = index_of_call});
}

void seen_as(struct program *program, uint32_t slot, uint32_t field)
{
    program->facts->slots.items[slot].view = field;
}

/* ---- flows and calls ---- */

static void add_flow(struct program *program, uint32_t source, uint32_t target, enum flow_mode mode, uint32_t row)
{
    *array_push(&program->facts->flows, program->arena) = (struct flow){.source = source,
                                                                        .target = target,
                                                                        .mode = mode,
                                                                        .function = NONE,
                                                                        .row = row,
                                                                        .place = next_place(program)};
}

void flow(struct program *program, uint32_t source, uint32_t target)
{
    add_flow(program, source, target, FLOW_COPY, NONE);
}

void flow_in_row(struct program *program, uint32_t source, uint32_t target, uint32_t row)
{
    add_flow(program, source, target, FLOW_COPY, row);
}

void flow_address(struct program *program, uint32_t source, uint32_t target)
{
    add_flow(program, source, target, FLOW_ADDRESS, NONE);
}

uint32_t call(struct program *program, uint32_t caller, uint32_t callee, uint32_t arguments)
{
    struct facts *facts = program->facts;
    struct place place = next_place(program);
    *array_push(&facts->calls, program->arena) = (struct call){.caller = caller,
                                                               .callee = callee,
                                                               .slot = NONE,
                                                               .place = place,
                                                               .end_line = place.line,
                                                               .kind = CALL_DIRECT,
                                                               .arguments = arguments};
    return facts->calls.count - 1;
}

uint32_t call_through(struct program *program, uint32_t caller, uint32_t slot, const char *type)
{
    uint32_t index = call(program, caller, NONE, 1);
    struct call *made = &program->facts->calls.items[index];
    made->slot = slot;
    made->type = name_of(program, type);
    made->kind = CALL_POINTER;
    return index;
}

uint32_t call_signal(struct program *program, uint32_t caller, uint32_t number, uint32_t handler)
{
    uint32_t registrar = NONE;
    for (uint32_t i = 0; i < program->facts->functions.count; i++)
        if (program->facts->functions.items[i].name == name_of(program, "signal"))
            registrar = i;
    if (registrar == NONE)
        registrar = declare(program, "signal");
    uint32_t index = call(program, caller, registrar, 2);
    uint32_t line = program->line;
    flow(program, number, an_argument(program, index, 0));
    flow(program, handler, an_argument(program, index, 1));
    program->line = line;
    return index;
}

void add_root(struct program *program, const char *function, const char *file)
{
    *array_push(&program->roots, program->arena) = (struct root){.function = function, .file = file};
}

void program_link(struct program *program)
{
    struct graph_input input = {.units = program->units.items,
                                .unit_count = program->units.count,
                                .objects = program->objects.items,
                                .object_count = program->objects.count,
                                .roots = program->roots.items,
                                .root_count = program->roots.count,
                                .catalogue = program->catalogue};
    program->graph = graph_build(&input, &program->unknown_root, program->names, program->arena);
}
