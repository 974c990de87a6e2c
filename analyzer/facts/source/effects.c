/* SPDX-License-Identifier: Apache-2.0
 *
 * What a function leaves in the handler record that its caller hands it by address: takes the writes of a
 * body that was read, gives definitions at the calls of it. So a helper that fills a struct sigaction is as
 * good as filling it in place. A function that keeps or hands on the pointer, or is read after its caller,
 * has no such summary: the address then goes out of sight as with any other function.
 */
#include "facts/source/unit.h"

/* The object that a parameter points to, as something that reaching definitions can follow; NONE: none. */
uint32_t effects_pointee(struct unit *unit, uint32_t parameter)
{
    const struct variable *known = &unit->variables.items[parameter];
    if (known->kind != SLOT_PARAMETER || known->function != unit->function || unit->function == NONE)
        return NONE;
    if (known->pointee)
        return known->pointee;
    const struct record *record =
        known->type->class == TYPE_RECORD_POINTER ? record_of(unit, known->type->inner) : NULL;
    if (!record || !record->is_handler)
        return NONE;
    struct variable pointee = {.cursor = known->cursor,
                               .type = known->type->inner,
                               .kind = SLOT_FIELD,
                               .function = known->function,
                               .index = known->index,
                               .automatic = true,
                               .local = true,
                               .last_definition = NONE,
                               .last_escape = NONE};
    uint32_t made = unit->variables.count;
    unit->variables.items[parameter].pointee = made;
    *array_push(&unit->variables, unit->scratch) = pointee;
    return made;
}

/* The pointer itself is used as a value: what happens to the object is not all in this body. */
void effects_pointer_used(struct unit *unit, const struct access *access, int32_t times)
{
    if (access->kind == SLOT_PARAMETER && access->variable != NONE)
        unit->variables.items[access->variable].uses += times;
}

static bool is_known(const struct unit *unit, uint32_t first, const struct definition *definition)
{
    for (uint32_t i = first; i < unit->effects.count; i++)
        if (unit->effects.items[i].variable == definition->variable &&
            unit->effects.items[i].path == definition->path)
            return true;
    return false;
}

/* Whether the write can be what a caller finds. */
static bool reaches_exit(const struct unit *unit, const struct access *what, struct point write)
{
    for (uint32_t i = 0; i < unit->exits.count; i++)
        if (reaching_reaches(unit, what, write, unit->exits.items[i]))
            return true;
    return false;
}

static void add_effect(struct unit *unit, const struct definition *first)
{
    struct access what = access_unknown();
    what.variable = first->variable;
    what.path = first->path;
    struct effect effect = {.variable = first->variable,
                            .path = first->path,
                            .first = unit->left.count,
                            .parameter = unit->variables.items[first->variable].index};
    struct point entry = {0, 0};
    effect.weak = reaches_exit(unit, &what, entry);
    for (uint32_t i = 0; i < unit->definitions.count; i++) {
        const struct definition *definition = &unit->definitions.items[i];
        struct point write = {definition->sequence, definition->region};
        if (definition->variable != first->variable || definition->path != first->path ||
            !reaches_exit(unit, &what, write))
            continue;
        for (uint32_t j = 0; j < definition->count; j++)
            *array_push(&unit->left, unit->scratch) = unit->kept.items[definition->first + j];
    }
    effect.count = unit->left.count - effect.first;
    *array_push(&unit->effects, unit->scratch) = effect;
}

/* To be called when a body has been walked. */
void effects_summarise(struct unit *unit)
{
    struct known_function *function = &unit->functions.items[unit->function];
    *array_push(&unit->exits, unit->scratch) = (struct point){++unit->sequence, 0};
    function->summarised = true;
    function->first_effect = unit->effects.count;
    for (uint32_t i = 0; i < unit->definitions.count; i++) {
        const struct definition *definition = &unit->definitions.items[i];
        if (unit->variables.items[definition->variable].kind == SLOT_FIELD &&
            !is_known(unit, function->first_effect, definition))
            add_effect(unit, definition);
    }
    function->effect_count = unit->effects.count - function->first_effect;
}

/* The parameter is only ever used to reach the object. */
static bool is_clean(struct unit *unit, uint32_t function, uint32_t index)
{
    const struct known_function *known = &unit->functions.items[function];
    const struct function *described = &unit->facts->functions.items[function];
    bool replaceable = described->scope == SCOPE_WEAK && !(described->flags & FUNCTION_INLINE);
    if (!known->summarised || replaceable || described->flags & FUNCTION_INCOMPLETE)
        return false;
    CXCursor parameter = clang_Cursor_getArgument(known->definition, index);
    uint32_t at = parameter.kind == CXCursor_ParmDecl ? variable_of(unit, parameter) : NONE;
    if (at == NONE)
        return false;
    const struct variable *variable = &unit->variables.items[at];
    return !variable->uses && variable->type->class == TYPE_RECORD_POINTER && !variable->written;
}

/* The callee's own parameters are what this call hands it. */
static void add_left(struct unit *unit, const struct value *value, struct values *const *arguments,
                     uint32_t count, struct values *values)
{
    if (value->access.kind != SLOT_PARAMETER) {
        value_add(unit, values, &value->access, value->mode);
        return;
    }
    uint32_t index = unit->variables.items[value->access.variable].index;
    if (value->access.path || index >= count || !arguments[index]->list.count) {
        value_add_unknown(unit, values);
        return;
    }
    for (uint32_t i = 0; i < arguments[index]->list.count; i++)
        value_add(unit, values, &arguments[index]->list.items[i].access,
                  arguments[index]->list.items[i].mode);
}

/* Defines what the function leaves in the object; false when that is not known. */
bool effects_apply(struct unit *unit, uint32_t function, uint32_t index, const struct access *object,
                   struct values *const *arguments, uint32_t count)
{
    if (!is_clean(unit, function, index))
        return false;
    const struct known_function known = unit->functions.items[function];
    struct record *record = record_of(unit, object->type);
    if (!record)
        return false;
    record_list(unit, record);
    struct values *values = values_take(unit);
    for (uint32_t i = known.first_effect; i < known.first_effect + known.effect_count; i++) {
        const struct effect effect = unit->effects.items[i];
        for (uint32_t j = 0; j < record->leaves.count && effect.parameter == index; j++) {
            if (record->leaves.items[j].path != effect.path)
                continue;
            struct access target = access_below(unit, object, &record->leaves.items[j]);
            values->list.count = 0;
            for (uint32_t k = 0; k < effect.count; k++)
                add_left(unit, &unit->left.items[effect.first + k], arguments, count, values);
            reaching_define(unit, &target, values, !effect.weak);
        }
    }
    values_give(unit);
    return true;
}
