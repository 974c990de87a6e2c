/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a snippet of C and says its facts as lines of text, so that a test can be read like the source it is
 * about:
 *
 *     call main > puts @3                    a call, with the line it is written in
 *     call main > puts @3 to 5               one that ends in another line
 *     call main > *{ops}.run @4              a pointer call, with its slot
 *     h -> signal@5[1]                       a function flows into argument 1 of the call in line 5
 *     &sa -> sigaction@6[1]                  an address does
 *     h -> sigaction@6[&1].sa_handler        a member of what argument 1 points to, as it is at that call
 *     h -> table.run #2                      into row 2 of a table
 *
 * Slots: x a variable, f(0) a parameter, f() a result, f@3() an answer, {tag}.x a field, ? unknown. The last
 * line of a text is no help to find it: a test asks for whole lines with assert_has and assert_lacks.
 */
#ifndef SIGVET_TESTS_FACTS_SOURCE_READ_TEXT_H
#define SIGVET_TESTS_FACTS_SOURCE_READ_TEXT_H

#include "base/text.h"
#include "facts/source/source.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

struct read {
    struct arena *arena;
    struct facts facts;
    enum reading_state state;
    const char *file;
    const char *text; /* all lines, each between two newlines */
};

static inline const char *read_name(const struct read *read, name_id name)
{
    return intern_get(read->facts.names, name);
}

static inline const char *read_function(const struct read *read, uint32_t function)
{
    return function == NONE ? "-" : read_name(read, read->facts.functions.items[function].linker);
}

/* callee@line */
static inline char *read_call(const struct read *read, uint32_t call)
{
    const struct call *made = &read->facts.calls.items[call];
    return arena_format(read->arena, "%s@%u", made->callee == NONE ? "*" : read_function(read, made->callee),
                        made->place.line);
}

static inline char *read_variable(const struct read *read, name_id name)
{
    const char *text = read_name(read, name);
    return arena_copy(text, strcspn(text, "@"), read->arena);
}

static inline char *read_slot_root(const struct read *read, const struct slot *slot)
{
    struct arena *arena = read->arena;
    switch (slot->kind) {
    case SLOT_FUNCTION:
        return arena_text(read_function(read, slot->function), arena);
    case SLOT_NUMBER:
        return arena_format(arena, "%d", (int)slot->index);
    case SLOT_VARIABLE:
        return read_variable(read, slot->name);
    case SLOT_PARAMETER:
        return arena_format(arena, "%s(%u)", read_function(read, slot->function), slot->index);
    case SLOT_RESULT:
        return arena_format(arena, "%s()", read_function(read, slot->function));
    case SLOT_FIELD:
        return arena_format(arena, "{%s}", read_name(read, slot->name));
    case SLOT_ARGUMENT:
        return arena_format(arena, "%s[%u]", read_call(read, slot->call), slot->index);
    case SLOT_HANDED:
        return arena_format(arena, "%s[&%u]", read_call(read, slot->call), slot->index);
    case SLOT_ANSWER:
        return arena_format(arena, "%s()", read_call(read, slot->call));
    default:
        return arena_text("?", arena);
    }
}

static inline char *read_slot(const struct read *read, uint32_t index)
{
    const struct slot *slot = &read->facts.slots.items[index];
    char *root = read_slot_root(read, slot);
    return slot->path ? arena_format(read->arena, "%s.%s", root, read_name(read, slot->path)) : root;
}

static inline void add_calls(const struct read *read, struct text *text)
{
    for (uint32_t i = 0; i < read->facts.calls.count; i++) {
        const struct call *call = &read->facts.calls.items[i];
        text_format(text, "call %s > ", read_function(read, call->caller));
        if (call->callee == NONE)
            text_format(text, "*%s", read_slot(read, call->slot));
        else
            text_add(text, read_function(read, call->callee));
        text_format(text, " @%u", call->place.line);
        if (call->end_line != call->place.line)
            text_format(text, " to %u", call->end_line);
        if (call->macro)
            text_format(text, " in %s", read_name(read, call->macro));
        if (call->spelled.line)
            text_format(text, " spelled %u", call->spelled.line);
        if (call->flags & CALL_CLEANUP)
            text_add(text, " cleanup");
        text_add(text, "\n");
    }
}

static inline void add_flows(const struct read *read, struct text *text)
{
    for (uint32_t i = 0; i < read->facts.flows.count; i++) {
        const struct flow *flow = &read->facts.flows.items[i];
        text_format(text, "%s%s -> %s", flow->mode == FLOW_ADDRESS ? "&" : "", read_slot(read, flow->source),
                    read_slot(read, flow->target));
        if (flow->row != NONE)
            text_format(text, " #%u", flow->row);
        text_add(text, "\n");
    }
}

static inline void add_slots(const struct read *read, struct text *text)
{
    for (uint32_t i = 0; i < read->facts.slots.count; i++)
        if (read->facts.slots.items[i].view != NONE)
            text_format(text, "view %s = %s\n", read_slot(read, i),
                        read_slot(read, read->facts.slots.items[i].view));
}

static inline void add_rest(const struct read *read, struct text *text)
{
    static const char *const kinds[] = {"assign", "init", "pass", "return", "zero"};
    for (uint32_t i = 0; i < read->facts.copies.count; i++) {
        const struct copy *copy = &read->facts.copies.items[i];
        text_format(text, "copy %s %s %llu @%u\n", read_function(read, copy->function), kinds[copy->kind],
                    (unsigned long long)copy->bytes, copy->place.line);
    }
    for (uint32_t i = 0; i < read->facts.assemblies.count; i++) {
        const struct assembly *assembly = &read->facts.assemblies.items[i];
        text_format(text, "asm %s %s%s\n", read_function(read, assembly->function),
                    read_name(read, assembly->text), assembly->may_call ? " !" : "");
    }
    for (uint32_t i = 0; i < read->facts.gaps.count; i++) {
        const struct gap *gap = &read->facts.gaps.items[i];
        text_format(text, "gap %s %s in %s\n", read_name(read, gap->kind), read_name(read, gap->subject),
                    read_function(read, gap->function));
    }
    for (uint32_t i = 0; i < read->facts.functions.count; i++) {
        const struct function *function = &read->facts.functions.items[i];
        text_format(text, "function %s: %s\n", read_name(read, function->linker),
                    read_name(read, function->type));
    }
}

static inline const char *all_lines(const struct read *read)
{
    struct text text = {.arena = read->arena};
    text_add(&text, "\n");
    add_calls(read, &text);
    add_flows(read, &text);
    add_slots(read, &text);
    add_rest(read, &text);
    return text_get(&text);
}

static inline char *write_snippet(struct arena *arena, const char *source, const char *suffix)
{
    char *name = arena_format(arena, "/tmp/sigvet-read-XXXXXX%s", suffix);
    int file = mkstemps(name, (int)strlen(suffix));
    assert_true(file >= 0);
    assert_int_equal(write(file, source, strlen(source)), (ssize_t)strlen(source));
    close(file);
    return name;
}

/* The first line of the source is line 1; flags end with NULL. */
static inline struct read *read_with(const char *source, const char *suffix, const char *const *flags)
{
    struct arena *arena = arena_new();
    struct read *read = arena_alloc(sizeof *read, arena);
    read->arena = arena;
    read->facts.names = intern_new(arena);
    read->file = write_snippet(arena, source, suffix);
    const char *arguments[16] = {"cc", "-std=gnu17"};
    size_t count = suffix[1] == 'c' && !suffix[2] ? 2 : 1;
    for (size_t i = 0; flags && flags[i]; i++)
        arguments[count++] = flags[i];
    arguments[count] = read->file;
    struct reading reading = {.file = read->file, .directory = "/tmp", .parse = arguments};
    struct source_reader *reader = source_reader_new(arena);
    read->state = source_read(reader, &reading, &read->facts, arena);
    source_reader_free(reader);
    read->text = all_lines(read);
    return read;
}

static inline struct read *read_c(const char *source)
{
    return read_with(source, ".c", NULL);
}

static inline void read_end(struct read *read)
{
    unlink(read->file);
    arena_free(read->arena);
}

static inline bool has_line(const struct read *read, const char *line)
{
    char *framed = arena_format(read->arena, "\n%s\n", line);
    return strstr(read->text, framed) != NULL;
}

#define assert_has(read, line)                                                                               \
    do {                                                                                                     \
        if (!has_line(read, line))                                                                           \
            fail_msg("no line \"%s\" in:%s", line, (read)->text);                                            \
    } while (0)

#define assert_lacks(read, line)                                                                             \
    do {                                                                                                     \
        if (has_line(read, line))                                                                            \
            fail_msg("a line \"%s\" in:%s", line, (read)->text);                                             \
    } while (0)

/* No line holds the words. */
#define assert_never(read, words)                                                                            \
    do {                                                                                                     \
        if (strstr((read)->text, words))                                                                     \
            fail_msg("\"%s\" in:%s", words, (read)->text);                                                   \
    } while (0)

/* Two lines that most snippets need, so that their own first line is line 3. */
#define SIGNALS                                                                                              \
    "#include <signal.h>\n"                                                                                  \
    "typedef void (*H)(int); void h1(int); void h2(int); void h3(int);\n"

#endif
