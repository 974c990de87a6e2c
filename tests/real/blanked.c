/* SPDX-License-Identifier: Apache-2.0
 *
 * blanked FOLDER [PATTERN]: whether not reading the bodies of functions that cannot run changes anything. Every unit of the
 * compilation database in FOLDER, or those whose file has PATTERN in it, is read as a run reads it and again as it is:
 * facts must be the same, byte for byte. And no function whose body was left out may have a symbol in the unit's object.
 */
#include "base/text.h"
#include "discover/sources.h"
#include "facts/source/source.h"
#include "facts/wire.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define WORD "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"

struct comparison {
    struct units *units;
    uint32_t *chosen; /* units */
    struct text *bytes; /* of the facts of each chosen unit */
    enum reading_state *states;
    bool again;
    struct arena *arena;
    unsigned different, wrong, objects, unnamed;
    unsigned long bodies, milliseconds[2];
};

/* A function without a body may be declared first by a body that is left out; then it is declared elsewhere first. */
static void forget_first_uses(struct facts *facts)
{
    for (uint32_t i = 0; i < facts->functions.count; i++)
        if (!(facts->functions.items[i].flags & FUNCTION_DEFINED))
            facts->functions.items[i].place = (struct place){0};
}

static void take(void *payload, uint32_t index, const struct reading_result *result)
{
    struct comparison *comparison = payload;
    struct text bytes = {.arena = comparison->arena};
    forget_first_uses(result->facts);
    wire_write(result->facts, &bytes);
    const char *file = comparison->units->items.items[comparison->chosen[index]].file;
    comparison->milliseconds[comparison->again] += result->milliseconds;
    if (!comparison->again) {
        comparison->bytes[index] = bytes;
        comparison->states[index] = result->state;
        return;
    }
    const struct text *first = &comparison->bytes[index];
    if (first->length != bytes.length || memcmp(first->bytes, bytes.bytes, bytes.length) != 0 ||
        comparison->states[index] != result->state) {
        printf("%s: other facts (%zu and %zu bytes, states %d and %d)\n", file, first->length, bytes.length,
               comparison->states[index], result->state);
        comparison->different++;
    }
}

/* ---- symbols ---- */

/* The functions of the object, each with a blank around it; suffixes as in f.isra.0 are cut off. */
static const char *functions_of(const char *object, struct arena *arena)
{
    struct text all = {.arena = arena};
    char line[1024];
    FILE *nm = popen(arena_format(arena, "nm --defined-only '%s' 2>/dev/null", object), "r");
    while (nm && fgets(line, sizeof line, nm)) {
        char type = '\0', name[1000];
        if (sscanf(line, "%*s %c %999s", &type, name) == 2 && (type == 't' || type == 'T'))
            text_format(&all, " %.*s ", (int)strcspn(name, "."), name);
    }
    if (nm)
        pclose(nm);
    return all.length ? text_get(&all) : NULL;
}

/* The name before the last parentheses before a '{'; "": there is none. */
static const char *name_before(const char *text, size_t brace, struct arena *arena)
{
    size_t at = brace, end;
    uint32_t parens = 0;
    while (at && text[at - 1] != ')' && text[at - 1] != ';' && text[at - 1] != '}')
        at--;
    for (; at; at--) {
        parens += text[at - 1] == ')';
        parens -= text[at - 1] == '(';
        if (!parens)
            break;
    }
    for (end = at ? at - 1 : 0; end && strchr(" \t\n", text[end - 1]);)
        end--;
    for (at = end; at && strchr(WORD, text[at - 1]);)
        at--;
    return arena_copy(text + at, end - at, arena);
}

static void check_head(struct comparison *comparison, const char *functions, const char *text, size_t brace,
                       const char *object)
{
    const char *name = name_before(text, brace, comparison->arena);
    comparison->unnamed += !*name || text_starts(name, "__attribute__");
    if (strstr(functions, arena_format(comparison->arena, " %s ", name))) {
        printf("%s: has %s, whose body was left out\n", object, name);
        comparison->wrong++;
    }
}

static void check_symbols(struct comparison *comparison, const struct reading *reading, const char *object)
{
    const char *functions = object ? functions_of(object, comparison->arena) : NULL;
    for (uint32_t i = 0; i < reading->blank_count; i++) {
        const struct blank *blank = &reading->blanks[i];
        const char *text = text_read_file(blank->file, NULL, comparison->arena);
        comparison->bodies += blank->count;
        for (uint32_t k = 0; text && functions && k < blank->count; k++)
            check_head(comparison, functions, text, blank->spans[k].start - 1, object);
    }
    comparison->objects += functions != NULL;
}

int main(int count, char **arguments)
{
    if (count < 2)
        return 2;
    struct arena *arena = arena_new();
    char *scratch = arena_text("/tmp/blanked-XXXXXX", arena);
    if (!mkdtemp(scratch))
        return 3;
    struct discover_options options = {.build_directory = arguments[1], .scratch = scratch};
    struct comparison comparison = {.units = discover_units(&options, arena), .arena = arena};
    uint32_t all = comparison.units->items.count, chosen = 0;
    comparison.chosen = arena_array(all, sizeof *comparison.chosen, arena);
    struct reading *readings = arena_array(all, sizeof *readings, arena);
    for (uint32_t i = 0; i < all; i++) {
        const struct unit *unit = &comparison.units->items.items[i];
        if (count > 2 && !strstr(unit->file, arguments[2]))
            continue;
        readings[chosen] = (struct reading){.file = unit->file, .directory = unit->directory, .parse = unit->parse,
                                            .plain = unit->plain, .trouble = unit->trouble,
                                            .trouble_kind = unit->trouble_kind, .note = unit->note};
        comparison.chosen[chosen++] = i;
    }
    comparison.bytes = arena_array(chosen, sizeof *comparison.bytes, arena);
    comparison.states = arena_array(chosen, sizeof *comparison.states, arena);
    clock_t before = clock();
    sources_blank(sources_new(comparison.units, arena), comparison.chosen, chosen, readings);
    printf("%u units, names in %.0f ms\n", chosen, (double)(clock() - before) * 1000 / CLOCKS_PER_SEC);
    for (uint32_t i = 0; i < chosen; i++)
        check_symbols(&comparison, &readings[i], comparison.units->items.items[comparison.chosen[i]].object);
    struct collect_options how = {0};
    collect_facts(readings, chosen, &how, intern_new(arena), arena, take, &comparison);
    for (uint32_t i = 0; i < chosen; i++)
        readings[i].blank_count = 0;
    comparison.again = true;
    collect_facts(readings, chosen, &how, intern_new(arena), arena, take, &comparison);
    printf("%lu bodies left out, %u units with other facts; %u of their functions in %u objects (%u without name); %lu and %lu ms\n",
           comparison.bodies, comparison.different, comparison.wrong, comparison.objects, comparison.unnamed,
           comparison.milliseconds[0], comparison.milliseconds[1]);
    return comparison.different || comparison.wrong;
}
