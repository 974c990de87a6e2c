/* SPDX-License-Identifier: Apache-2.0
 *
 * Attributes of functions: takes all declarations of one, prints them as clang resolves them (macros gone,
 * spellings normalised), gives flags and the rest as text. libclang has no other way to an attribute's value.
 */
#include "base/text.h"
#include "facts/source/unit.h"
#include <string.h>

struct reading_attributes {
    struct unit *unit;
    struct function *function;
    struct text rest;
    struct text annotations;
};

static char *printed(struct unit *unit, CXCursor cursor)
{
    CXPrintingPolicy policy = clang_getCursorPrintingPolicy(cursor);
    clang_PrintingPolicy_setProperty(policy, CXPrintingPolicy_TerseOutput, 1);
    CXString string = clang_getCursorPrettyPrinted(cursor, policy);
    char *text = arena_text(clang_getCString(string), unit->scratch);
    clang_disposeString(string);
    clang_PrintingPolicy_dispose(policy);
    return text;
}

/* Remembers a declaration that has attributes, for when its function turns out to be needed. */
void attributes_note(struct unit *unit, CXCursor declaration)
{
    if (!clang_Cursor_hasAttrs(declaration))
        return;
    CXCursor canonical = clang_getCanonicalCursor(declaration);
    uint32_t *first = map_at(unit->attributed_index, (uint64_t)(uintptr_t)canonical.data[0]);
    uint32_t next = *first;
    *first = unit->attributed.count;
    *array_push(&unit->attributed, unit->scratch) =
        (struct attributed){declaration, next == MAP_NONE ? NONE : next};
}

/* The same for a prototype inside a body, which no visit of the file has met. */
void attributes_note_local(struct unit *unit, CXCursor declaration, CXCursor canonical)
{
    if (map_get(unit->attributed_index, (uint64_t)(uintptr_t)canonical.data[0]) == MAP_NONE)
        attributes_note(unit, declaration);
}

/* The linker's name. Asking clang costs microseconds; in C only an asm label, an attribute, makes it another
 * one. */
name_id linker_name(struct unit *unit, CXCursor canonical, name_id name)
{
    if (unit->cxx)
        return take_string(unit, clang_Cursor_getMangling(canonical));
    uint32_t at = map_get(unit->attributed_index, (uint64_t)(uintptr_t)canonical.data[0]);
    for (; at != NONE; at = unit->attributed.items[at].next) {
        name_id linker = take_string(unit, clang_Cursor_getMangling(unit->attributed.items[at].cursor));
        if (linker && linker != name)
            return linker;
    }
    return name;
}

static const struct {
    const char *name;
    uint32_t flag;
} flags[] = {
    {"always_inline", FUNCTION_ALWAYS_INLINE},
    {"constructor", FUNCTION_CONSTRUCTOR},
    {"naked", FUNCTION_NAKED},
    {"no_instrument_function", FUNCTION_NO_INSTRUMENT},
    {"no_profile_instrument_function", FUNCTION_NO_PROFILE},
    {"no_sanitize", FUNCTION_NO_SANITIZE},
    {"no_split_stack", FUNCTION_NO_SPLIT},
    {"no_stack_protector", FUNCTION_NO_STACK_PROTECTOR},
    {"noinline", FUNCTION_NOINLINE},
    {"noreturn", FUNCTION_NORETURN},
};

/* What says nothing of how code runs. */
static const char *const dull[] = {
    "access",      "alloc_align",     "alloc_size", "assume_aligned", "const",        "deprecated",
    "diagnose_if", "fallthrough",     "format",     "format_arg",     "gnu_inline",   "leaf",
    "malloc",      "nodiscard",       "nonnull",    "nothrow",        "overloadable", "pass_object_size",
    "pure",        "returns_nonnull", "sentinel",   "unused",         "used",         "warn_unused_result",
};

static bool is_named(const char *text, size_t length, const char *name)
{
    return strlen(name) == length && strncmp(text, name, length) == 0;
}

/* The text between the quotes, or all of it. */
static name_id unquoted(struct unit *unit, const char *text, size_t length)
{
    const char *first = memchr(text, '"', length);
    if (!first)
        return intern_bytes(unit->names, text, length);
    const char *last = first + 1;
    while (last < text + length && *last != '"')
        last += *last == '\\' && last + 1 < text + length ? 2 : 1;
    return intern_bytes(unit->names, first + 1, (size_t)(last - first - 1));
}

static void add_rest(struct reading_attributes *reading, const char *text, size_t length)
{
    struct text one = {.arena = reading->unit->scratch};
    for (size_t i = 0; i < length; i++)
        if (text[i] != '"' && text[i] != ' ')
            text_add_bytes(&one, text + i, 1);
    struct text *rest = &reading->rest;
    const char *known = text_get(rest);
    const char *found = strstr(known, text_get(&one));
    while (found && ((found != known && found[-1] != ' ') || (found[one.length] && found[one.length] != ' ')))
        found = strstr(found + 1, text_get(&one));
    if (found)
        return;
    if (rest->length)
        text_add(rest, " ");
    text_add(rest, text_get(&one));
}

/* Its text, whatever bytes are in it: a line feed would begin another one. */
static void add_annotation(struct reading_attributes *reading, CXCursor annotation)
{
    struct text *all = &reading->annotations;
    CXString string = clang_getCursorSpelling(annotation);
    char *one = arena_text(clang_getCString(string), reading->unit->scratch);
    clang_disposeString(string);
    for (char *byte = one; *byte; byte++)
        if (*byte == '\n')
            *byte = ' ';
    size_t length = strlen(one);
    for (const char *line = text_get(all); *line; line += strcspn(line, "\n"), line += *line == '\n')
        if (strcspn(line, "\n") == length && strncmp(line, one, length) == 0)
            return;
    if (all->length)
        text_add(all, "\n");
    text_add(all, one);
}

/* One attribute: name, or name(arguments). */
static void add_attribute(struct reading_attributes *reading, const char *text, size_t length)
{
    struct unit *unit = reading->unit;
    struct function *function = reading->function;
    const char *open = memchr(text, '(', length);
    size_t name = open ? (size_t)(open - text) : length;
    const char *arguments = open ? open + 1 : text + length;
    size_t arguments_length = open ? length - name - 2 : 0;
    bool flagged = false;
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        if (is_named(text, name, flags[i].name)) {
            function->flags |= flags[i].flag;
            flagged = true;
        }
    for (size_t i = 0; i < sizeof dull / sizeof *dull; i++)
        if (is_named(text, name, dull[i]))
            return;
    if (is_named(text, name, "weak") || is_named(text, name, "weakref"))
        function->scope = SCOPE_WEAK;
    else if (is_named(text, name, "alias"))
        function->alias = unquoted(unit, arguments, arguments_length);
    else if (is_named(text, name, "annotate"))
        return; /* printed, it may have quotes in quotes: add_annotations */
    else if (!flagged || open)
        add_rest(reading, text, length);
}

static size_t attribute_length(const char *text)
{
    size_t length = 0;
    int depth = 0;
    bool quoted = false;
    for (; text[length]; length++) {
        char byte = text[length];
        if (byte == '\\' && quoted && text[length + 1])
            length++;
        else if (byte == '"')
            quoted = !quoted;
        else if (!quoted && byte == '(')
            depth++;
        else if (!quoted && byte == ')' && depth-- == 0)
            break;
        else if (!quoted && depth == 0 && (byte == ',' || byte == ']'))
            break;
    }
    return length;
}

static void add_group(struct reading_attributes *reading, const char *text)
{
    for (;;) {
        while (*text == ' ')
            text++;
        size_t length = attribute_length(text);
        const char *scope = memchr(text, ':', length);
        const char *name = scope && scope[1] == ':' ? scope + 2 : text;
        size_t left = length - (size_t)(name - text);
        while (left && name[left - 1] == ' ')
            left--;
        if (left)
            add_attribute(reading, name, left);
        text += length;
        if (*text != ',')
            return;
        text++;
    }
}

static enum CXChildVisitResult visit_annotation(CXCursor cursor, CXCursor parent, CXClientData data)
{
    (void)parent;
    if (clang_getCursorKind(cursor) == CXCursor_AnnotateAttr)
        add_annotation(data, cursor);
    return CXChildVisit_Continue;
}

static void add_declaration(struct reading_attributes *reading, CXCursor cursor)
{
    const char *text = printed(reading->unit, cursor);
    for (const char *at = strstr(text, "__attribute__(("); at; at = strstr(at + 1, "__attribute__(("))
        add_group(reading, at + strlen("__attribute__(("));
    for (const char *at = strstr(text, "[["); at; at = strstr(at + 1, "[["))
        add_group(reading, at + 2);
    if (strstr(text, "annotate("))
        clang_visitChildren(cursor, visit_annotation, reading);
    if (strstr(text, "_Noreturn "))
        reading->function->flags |= FUNCTION_NORETURN;
}

void attributes_read(struct unit *unit, uint32_t function, CXCursor canonical)
{
    uint32_t at = map_get(unit->attributed_index, (uint64_t)(uintptr_t)canonical.data[0]);
    if (at == MAP_NONE)
        return;
    struct function copy = unit->facts->functions.items[function];
    struct reading_attributes reading = {.unit = unit,
                                         .function = &copy,
                                         .rest = {.arena = unit->scratch},
                                         .annotations = {.arena = unit->scratch}};
    uint32_t order[16];
    uint32_t count = 0;
    for (; at != NONE && count < 16; at = unit->attributed.items[at].next)
        order[count++] = at;
    while (count--)
        add_declaration(&reading, unit->attributed.items[order[count]].cursor);
    copy.attributes = intern_text(unit->names, text_get(&reading.rest));
    copy.annotations = intern_text(unit->names, text_get(&reading.annotations));
    unit->facts->functions.items[function] = copy;
}

/* True for a declaration that makes a symbol without a body: an alias, an indirect function. */
bool attributes_define(struct unit *unit, CXCursor declaration)
{
    const char *text = printed(unit, declaration);
    return strstr(text, "alias(\"") || strstr(text, "ifunc(\"");
}

/* True for what runs without being called. */
bool attributes_run(struct unit *unit, CXCursor declaration)
{
    const char *text = printed(unit, declaration);
    return strstr(text, "constructor") || strstr(text, "destructor");
}

/* The function that __attribute__((cleanup(f))) names. */
CXCursor cleanup_of(struct unit *unit, CXCursor variable)
{
    const char *found = strstr(printed(unit, variable), "cleanup(");
    if (!found)
        return clang_getNullCursor();
    found += strlen("cleanup(");
    return function_named(unit, arena_copy(found, strcspn(found, ")"), unit->scratch));
}
