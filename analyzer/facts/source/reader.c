/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads one unit: takes its commands, parses with the first, or with the plain one where that sees more, and
 * fills the facts. Whatever clang cannot read is said as a gap.
 */
#include "facts/source/source.h"
#include "facts/source/unit.h"
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEEPEST = 10000, STACK_A_LEVEL = 2048 };

struct source_reader {
    CXIndex index;
};

struct source_reader *source_reader_new(struct arena *arena)
{
    struct source_reader *reader = arena_alloc(sizeof *reader, arena);
    reader->index = clang_createIndex(0, 0);
    return reader;
}

void source_reader_free(struct source_reader *reader)
{
    clang_disposeIndex(reader->index);
}

struct parse {
    CXTranslationUnit handle; /* NULL: no tree */
    uint32_t errors;
};

/* ---- what clang need not read ---- */

/* Files as clang is to see them. */
struct blanked {
    struct CXUnsavedFile *files;
    unsigned count;
    struct arena *arena;
};

/* The text of the file, if it is the one that was looked at; NULL: it is not. */
static char *read_same(const struct blank *blank, struct arena *arena)
{
    struct stat status;
    size_t length = 0;
    int file = open(blank->file, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0)
        return NULL;
    char *text = NULL;
    bool same = fstat(file, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == blank->size &&
                (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec == blank->mtime_ns;
    if (same) {
        text = arena_alloc((size_t)blank->size + 1, arena);
        ssize_t got = 0;
        while (length < (size_t)blank->size &&
               (got = read(file, text + length, (size_t)blank->size - length)) > 0)
            length += (size_t)got;
    }
    close(file);
    return same && length == (size_t)blank->size ? text : NULL;
}

/* Lines and columns stay what they are. False when these are no bodies. */
static bool blank_spans(const struct blank *blank, char *text)
{
    for (uint32_t i = 0; i < blank->count; i++) {
        struct span span = blank->spans[i];
        if (!span.start || span.start > span.end || span.end >= blank->size || text[span.start - 1] != '{' ||
            text[span.end] != '}')
            return false;
        for (uint32_t at = span.start; at < span.end; at++)
            if (text[at] != '\n' && text[at] != '\r')
                text[at] = ' ';
    }
    return true;
}

/* By their real paths: so clang calls the files that it opens itself. */
static void blank_files(const struct reading *reading, struct blanked *blanked)
{
    blanked->files = arena_array(reading->blank_count, sizeof *blanked->files, blanked->arena);
    for (uint32_t i = 0; i < reading->blank_count; i++) {
        const struct blank *blank = &reading->blanks[i];
        char *text = read_same(blank, blanked->arena);
        char *path = arena_alloc(PATH_MAX, blanked->arena);
        if (text && blank_spans(blank, text) && realpath(blank->file, path))
            blanked->files[blanked->count++] =
                (struct CXUnsavedFile){.Filename = path, .Contents = text, .Length = (unsigned long)blank->size};
    }
}

/* ---- parsing ---- */

static struct parse parse_command(struct source_reader *reader, const char *const *arguments,
                                  const struct blanked *blanked)
{
    struct parse parse = {NULL, UINT32_MAX};
    int count = 0;
    while (arguments[count])
        count++;
    enum CXErrorCode code = clang_parseTranslationUnit2FullArgv(
        reader->index, NULL, arguments, count, blanked->files, blanked->count, CXTranslationUnit_KeepGoing,
        &parse.handle);
    if (code != CXError_Success || !parse.handle) {
        parse.handle = NULL;
        return parse;
    }
    parse.errors = 0;
    unsigned diagnostics = clang_getNumDiagnostics(parse.handle);
    for (unsigned i = 0; i < diagnostics; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(parse.handle, i);
        parse.errors += diagnostic_counts(diagnostic);
        clang_disposeDiagnostic(diagnostic);
    }
    return parse;
}

/* The better of the two commands; *fallback says which. */
static struct parse parse_unit(struct source_reader *reader, const struct reading *reading, bool *fallback)
{
    struct arena *room = arena_new();
    struct blanked blanked = {.arena = room}, none = {0};
    blank_files(reading, &blanked);
    struct parse parse = parse_command(reader, reading->parse, &blanked);
    arena_free(room);
    *fallback = false;
    if (!parse.errors || !reading->plain)
        return parse;
    struct parse plain = parse_command(reader, reading->plain, &none);
    *fallback = plain.errors < parse.errors;
    struct parse worse = *fallback ? parse : plain;
    if (worse.handle)
        clang_disposeTranslationUnit(worse.handle);
    return *fallback ? plain : parse;
}

static void add_input(struct unit *unit, struct map *seen, name_id file)
{
    if (!file || map_get(seen, file) != MAP_NONE)
        return;
    map_set(seen, file, 1);
    *array_push(&unit->facts->inputs, unit->arena) = (struct input){file};
}

struct including {
    struct unit *unit;
    struct map *seen;
};

static void note_inclusion(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data)
{
    struct including *including = data;
    (void)stack;
    (void)depth;
    add_input(including->unit, including->seen, file_name(including->unit, file));
}

static void read_inputs(struct unit *unit)
{
    struct including including = {unit, map_new(unit->scratch)};
    add_input(unit, including.seen, file_name(unit, unit->main_file));
    clang_getInclusions(unit->handle, note_inclusion, &including);
}

static uint32_t depth_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return DEEPEST;
    rlim_t levels = limit.rlim_cur / STACK_A_LEVEL;
    return levels < DEEPEST ? (uint32_t)levels : DEEPEST;
}

static void unit_begin(struct unit *unit, CXTranslationUnit handle, struct facts *facts, struct arena *arena,
                       struct arena *scratch)
{
    *unit = (struct unit){.handle = handle,
                          .facts = facts,
                          .names = facts->names,
                          .arena = arena,
                          .scratch = scratch,
                          .function = NONE};
    struct map **maps[] = {&unit->files,        &unit->type_index,       &unit->record_index,
                           &unit->member_index, &unit->function_index,   &unit->variable_index,
                           &unit->slot_index,   &unit->attributed_index, &unit->flow_index,
                           &unit->number_count, &unit->call_index};
    for (size_t i = 0; i < sizeof maps / sizeof *maps; i++)
        *maps[i] = map_new(scratch);
    CXString name = clang_getTranslationUnitSpelling(handle);
    unit->main_file = clang_getFile(handle, clang_getCString(name));
    clang_disposeString(name);
    unit->depth_limit = depth_limit();
}

static enum CXChildVisitResult first_language(CXCursor cursor, CXCursor parent, CXClientData data)
{
    bool *cxx = data;
    (void)parent;
    enum CXLanguageKind language = clang_getCursorLanguage(cursor);
    if (cursor.kind == CXCursor_LinkageSpec || cursor.kind == CXCursor_Namespace ||
        language == CXLanguage_CPlusPlus) {
        *cxx = true;
        return CXChildVisit_Break;
    }
    return CXChildVisit_Continue;
}

static void gaps_of_reading(struct unit *unit, const struct reading *reading, bool fallback)
{
    struct place place = {file_name(unit, unit->main_file), 0, 0};
    name_id subject = intern_text(unit->names, reading->file);
    if (fallback)
        gap_add(unit, "parsed-as-clang", subject,
                "the unit parses only as clang itself sees it, so code for its own compiler may be skipped",
                place, NONE);
    if (unit->cxx)
        gap_add(unit, "c++-partial", subject,
                "implicit destructors, conversions and template instances of C++ are not seen", place, NONE);
}

enum reading_state source_read(struct source_reader *reader, const struct reading *reading,
                               struct facts *facts, struct arena *arena)
{
    if (!facts->names)
        facts->names = intern_new(arena);
    struct arena *scratch = arena_new();
    struct unit unit = {.facts = facts, .names = facts->names, .arena = arena, .scratch = scratch};
    bool fallback = false;
    struct parse parse = reading->parse ? parse_unit(reader, reading, &fallback) : (struct parse){NULL, 0};
    enum reading_state state = READING_FAILED;
    if (!parse.handle) {
        struct place place = {intern_text(unit.names, reading->file), 0, 0};
        const char *why = reading->trouble ? reading->trouble : "clang makes no syntax tree of it";
        gap_add(&unit, reading->trouble_kind ? reading->trouble_kind : "unit-failed", place.file, why, place,
                NONE);
    } else {
        unit_begin(&unit, parse.handle, facts, arena, scratch);
        clang_visitChildren(clang_getTranslationUnitCursor(parse.handle), first_language, &unit.cxx);
        read_inputs(&unit);
        gaps_of_reading(&unit, reading, fallback);
        if (parse.errors)
            gaps_find_nested(&unit);
        unit_visit(&unit);
        if (parse.errors)
            gaps_of_diagnostics(&unit);
        state = parse.errors ? READING_PARTIAL : READING_WHOLE;
        clang_disposeTranslationUnit(parse.handle);
    }
    arena_free(scratch);
    return state;
}
