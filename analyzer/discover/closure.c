/* SPDX-License-Identifier: Apache-2.0
 *
 * A walk over #include lines from the unit's source and from what its command includes. What a file includes is found out
 * once for each set of folders that are searched.
 */
#include "discover/closure.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMED_INCLUDES = 1000 };

#define FILE_BYTES ((off_t)64 << 20)
#define ALL_BYTES ((uint64_t)4 << 30)

/* What a file includes under one search. */
struct edges {
    ARRAY(uint32_t) files;
    const char *missing; /* an include that was not found */
    const char *missing_quoted;
    bool unknown; /* one that nobody can read */
};

struct walk {
    struct closures *closures;
    struct closure *closure;
    const struct unit *unit;
    uint32_t search;
};

struct closures *closures_new(struct intern *names, struct arena *arena)
{
    struct closures *closures = arena_alloc(sizeof *closures, arena);
    *closures = (struct closures){.arena = arena};
    closures->tree = tree_new(names, arena);
    closures->scanner = scanner_new(names, arena);
    closures->search_of = map_new(arena);
    closures->edges_of = map_new(arena);
    closures->texts = map_new(arena);
    return closures;
}

const struct scan *closures_scan(const struct closures *closures, struct part part)
{
    return closures->scans[part.whole].items[part.file];
}

/* ---- reading a file ---- */

/* The bytes of a regular file with a NUL behind, in the arena; NULL with the trouble said. */
static char *read_bytes(const char *path, size_t *length, const char **trouble, struct arena *arena)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat status;
    char *bytes = NULL;
    if (file < 0 || fstat(file, &status) != 0) {
        *trouble = "it cannot be read";
    } else if (!S_ISREG(status.st_mode) || status.st_size > FILE_BYTES) {
        *trouble = "it is too big, or no regular file";
    } else {
        bytes = arena_alloc((size_t)status.st_size + 1, arena);
        for (*length = 0; *length < (size_t)status.st_size;) {
            ssize_t got = read(file, bytes + *length, (size_t)status.st_size - *length);
            if (got < 0 && errno == EINTR)
                continue;
            if (got < 0)
                *trouble = "it cannot be read";
            if (got <= 0)
                break;
            *length += (size_t)got;
        }
    }
    if (file >= 0)
        close(file);
    return bytes;
}

static struct scan **scan_place(struct closures *closures, struct part part)
{
    for (int whole = 0; whole < 2; whole++)
        while (closures->scans[whole].count < closures->tree->files.count)
            *array_push(&closures->scans[whole], closures->arena) = NULL;
    while (closures->seen.count < closures->tree->files.count)
        *array_push(&closures->seen, closures->arena) = 0;
    return &closures->scans[part.whole].items[part.file];
}

static struct scan *read_part(struct closures *closures, struct part part)
{
    struct scan **place = scan_place(closures, part);
    if (*place)
        return *place;
    const struct file *file = &closures->tree->files.items[part.file];
    struct scan *scan = *place = arena_alloc(sizeof *scan, closures->arena);
    scan->unread = file->trouble;
    if (!scan->unread && closures->bytes + (uint64_t)file->size > ALL_BYTES)
        scan->unread = "too much was read already";
    if (scan->unread)
        return scan;
    struct arena *room = arena_new();
    size_t length = 0;
    char *bytes = read_bytes(file->path, &length, &scan->unread, room);
    closures->bytes += length;
    if (bytes && !scan->unread)
        scan_text(closures->scanner, bytes, length, part.whole, scan);
    arena_free(room);
    return scan;
}

void closures_find_operands(struct closures *closures, struct part part, const struct pasting *pasting)
{
    struct scan *scan = closures->scans[part.whole].items[part.file];
    struct arena *room = arena_new();
    const char *trouble = NULL;
    size_t length = 0;
    const struct file *file = &closures->tree->files.items[part.file];
    const char *bytes = file->text ? file->text : read_bytes(file->path, &length, &trouble, room);
    length = file->text ? strlen(file->text) : length;
    if (bytes && !trouble)
        operands_find(closures->scanner, bytes, length, pasting, scan);
    else
        scan->trouble = "it cannot be read again";
    arena_free(room);
}

/* ---- what a file includes ---- */

static void add_edge(struct closures *closures, struct edges *edges, const struct search *search, uint32_t file,
                     const struct include *include)
{
    struct tree *tree = closures->tree;
    uint32_t folder = tree->files.items[file].folder;
    uint32_t found = NO_FILE;
    if (include->kind == INCLUDE_NEXT) {
        for (uint32_t i = 0; i < search->folders.count; i++) {
            uint32_t each = tree_file(tree, search->folders.items[i], include->name);
            if (each != NO_FILE)
                *array_push(&edges->files, closures->arena) = found = each;
        }
    } else {
        found = search_find(search, tree, folder, include->kind == INCLUDE_QUOTED, include->name);
        if (found != NO_FILE)
            *array_push(&edges->files, closures->arena) = found;
    }
    if (found == NO_FILE && include->kind == INCLUDE_QUOTED)
        edges->missing_quoted = intern_get(tree->names, include->name);
    else if (found == NO_FILE)
        edges->missing = intern_get(tree->names, include->name);
}

static const struct edges *edges_from(struct closures *closures, uint32_t search, struct part part,
                                      const struct scan *scan)
{
    uint32_t *known = map_at(closures->edges_of, map_pair(search, part.file));
    if (*known != MAP_NONE)
        return &closures->edges.items[*known];
    *known = closures->edges.count;
    struct edges *edges = array_push(&closures->edges, closures->arena);
    for (uint32_t i = 0; i < scan->includes.count; i++) {
        const struct include *include = &scan->includes.items[i];
        if (include->kind == INCLUDE_UNKNOWN)
            edges->unknown = true;
        else if (include->kind != INCLUDE_NAMED)
            add_edge(closures, edges, closures->searches.items[search], part.file, include);
    }
    return edges;
}

/* ---- the walk ---- */

static void doubt(struct walk *walk, const char *file, const char *why, bool untold)
{
    struct closure *closure = walk->closure;
    if (!closure->doubt)
        closure->doubt = arena_format(walk->closures->arena, "%s: %s", file, why);
    if (untold && !closure->untold)
        closure->untold = file;
}

static bool is_header(const char *path)
{
    /* zsh keeps prototypes that its build makes in the last three */
    static const char *const endings[] = {".h", ".hh", ".hpp", ".hxx", ".pro", ".epro", ".mdh"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (text_ends(path, endings[i]))
            return true;
    return false;
}

static void add_part(struct walk *walk, uint32_t file, bool whole)
{
    struct closures *closures = walk->closures;
    scan_place(closures, (struct part){file, whole});
    if (closures->seen.items[file] == closures->stamp)
        return;
    closures->seen.items[file] = closures->stamp;
    whole |= !is_header(closures->tree->files.items[file].path) && !closures->tree->files.items[file].text;
    *array_push(&walk->closure->parts, closures->arena) = (struct part){file, whole};
}

static void visit(struct walk *walk, struct part part)
{
    struct closures *closures = walk->closures;
    const struct scan *scan = read_part(closures, part);
    const char *path = closures->tree->files.items[part.file].path;
    if (scan->unread)
        doubt(walk, path, scan->unread, true);
    if (scan->trouble)
        doubt(walk, path, scan->trouble, false);
    const struct edges *edges = edges_from(closures, walk->search, part, scan);
    const struct search *search = closures->searches.items[walk->search];
    bool assembler = walk->unit->language == LANGUAGE_ASSEMBLER; /* of which only the project's own files are told */
    if (edges->unknown)
        doubt(walk, path, "a macro names what it includes", true);
    if (search->open && edges->missing_quoted)
        doubt(walk, path, arena_format(closures->arena, "%s is not found", edges->missing_quoted), true);
    if (search->open && edges->missing)
        doubt(walk, path, arena_format(closures->arena, "%s is not found", edges->missing), !assembler);
    for (uint32_t i = 0; i < edges->files.count; i++)
        add_part(walk, edges->files.items[i], false);
}

/* Whatever a macro of that name is defined to in the parts so far. */
static void add_named(struct walk *walk, uint32_t from, name_id name)
{
    struct closures *closures = walk->closures;
    const struct search *search = closures->searches.items[walk->search];
    uint32_t folder = closures->tree->files.items[from].folder;
    for (uint32_t i = 0; i < walk->closure->parts.count; i++) {
        const struct scan *scan = closures_scan(closures, walk->closure->parts.items[i]);
        for (uint32_t k = 0; scan && k < scan->macros.count; k++) {
            const struct macro *macro = &scan->macros.items[k];
            if (macro->name != name)
                continue;
            const char *header = intern_get(closures->tree->names, macro->header);
            name_id named = macro->header ? intern_text(closures->tree->names, header + 1) : 0;
            uint32_t file = named ? search_find(search, closures->tree, folder, header[0] == '"', named) : NO_FILE;
            if (file != NO_FILE)
                add_part(walk, file, false);
            else if (!named || search->open)
                doubt(walk, closures->tree->files.items[from].path, "a macro names what it includes", true);
        }
    }
}

/* Walks until nothing new is found; includes by macros are looked at when all macros so far are known. */
static void visit_all(struct walk *walk)
{
    struct closure *closure = walk->closure;
    uint32_t visited = 0, rounds = 0;
    while (visited < closure->parts.count) {
        for (; visited < closure->parts.count; visited++)
            visit(walk, closure->parts.items[visited]);
        for (uint32_t i = 0; i < visited; i++) {
            struct part part = closure->parts.items[i];
            const struct scan *scan = closures_scan(walk->closures, part);
            for (uint32_t k = 0; scan->named && k < scan->includes.count; k++) {
                if (scan->includes.items[k].kind != INCLUDE_NAMED)
                    continue;
                if (++rounds > NAMED_INCLUDES)
                    doubt(walk, walk->unit->file, "macros name too many includes", true);
                else
                    add_named(walk, part.file, scan->includes.items[k].name);
            }
        }
    }
}

/* ---- where it begins ---- */

static uint32_t find_path(struct tree *tree, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash || !slash[1])
        return NO_FILE;
    uint32_t folder = tree_folder(tree, slash == path ? "/" : arena_copy(path, (size_t)(slash - path), tree->arena));
    return folder == NO_FOLDER ? NO_FILE : tree_file(tree, folder, intern_text(tree->names, slash + 1));
}

/* -include and -imacros: looked for where the compiler runs, then as any "x.h". */
static void add_included(struct walk *walk, const char *name, bool own_macros)
{
    struct closures *closures = walk->closures;
    struct tree *tree = closures->tree;
    uint32_t folder = tree_folder(tree, walk->unit->directory);
    const struct search *search = closures->searches.items[walk->search];
    uint32_t file = *name == '/' ? find_path(tree, name)
                                 : search_find(search, tree, folder, true, intern_text(tree->names, name));
    if (file == NO_FILE)
        doubt(walk, name, "it is not found", true);
    else
        add_part(walk, file, false);
    if (own_macros)
        walk->closure->own_macros = file;
}

/* The macros of -D as a file of #define lines. */
static void add_definitions(struct walk *walk, struct text *text)
{
    struct closures *closures = walk->closures;
    if (!text->length)
        return;
    uint32_t *known = map_at(closures->texts, intern_bytes(closures->tree->names, text->bytes, text->length));
    if (*known == MAP_NONE) {
        *known = closures->tree->files.count;
        *array_push(&closures->tree->files, closures->arena) =
            (struct file){.path = "the command line", .folder = NO_FOLDER, .text = text->bytes};
        struct part part = {*known, false};
        struct scan *scan = arena_alloc(sizeof *scan, closures->arena);
        *scan_place(closures, part) = scan;
        scan_text(closures->scanner, text->bytes, text->length, false, scan);
    }
    add_part(walk, *known, false);
}

static void add_definition(struct text *text, const char *value)
{
    const char *equal = strchr(value, '=');
    text_format(text, "#define %.*s %s", (int)(equal ? equal - value : (ptrdiff_t)strlen(value)), value,
                equal ? equal + 1 : "1");
    for (size_t i = text->length - strlen(equal ? equal + 1 : "1"); i < text->length; i++)
        if (text->bytes[i] == '\n' || text->bytes[i] == '\r')
            text->bytes[i] = ' ';
    text_add(text, "\n");
}

static void add_options(struct walk *walk)
{
    const char *const *words = walk->unit->parse ? walk->unit->parse : walk->unit->arguments;
    struct text text = {.arena = walk->closures->arena};
    for (uint32_t i = 1; words && words[0] && words[i]; i++) {
        const char *value = NULL;
        if (strcmp(words[i], "-Xclang") == 0 && words[i + 1] && strcmp(words[i + 1], "-include") == 0 &&
            words[i + 2] && words[i + 3]) {
            add_included(walk, words[i + 3], false);
            i += 3;
        } else if ((value = option_value(words, &i, "-D"))) {
            add_definition(&text, value);
        } else if (text_starts(words[i], "-imacros") || (text_starts(words[i], "-include") &&
                                                           !text_starts(words[i], "-include-pch"))) {
            bool own = strcmp(words[i - 1], "-undef") == 0 && strcmp(words[i], "-imacros") == 0 &&
                       walk->closure->own_macros == NO_FILE;
            value = option_value(words, &i, words[i][2] == 'm' ? "-imacros" : "-include");
            if (value)
                add_included(walk, value, own);
        }
    }
    add_definitions(walk, &text);
}

/* The search of the unit; units with the same options share one. */
static uint32_t find_search(struct closures *closures, const struct unit *unit)
{
    struct search search;
    search_read(&search, closures->tree, unit);
    struct text key = {.arena = closures->arena};
    text_format(&key, "%d %u:", search.open, search.angled);
    for (uint32_t i = 0; i < search.folders.count; i++)
        text_format(&key, " %u", search.folders.items[i]);
    uint32_t *known = map_at(closures->search_of, intern_text(closures->tree->names, text_get(&key)));
    if (*known == MAP_NONE) {
        *known = closures->searches.count;
        struct search *kept = arena_alloc(sizeof *kept, closures->arena);
        *kept = search;
        *array_push(&closures->searches, closures->arena) = kept;
    }
    return *known;
}

/* An assembler's own ways to take a file in. */
static void check_assembler(struct walk *walk)
{
    struct arena *room = arena_new();
    size_t length = 0;
    const char *trouble = NULL;
    const char *bytes = read_bytes(walk->unit->file, &length, &trouble, room);
    if (bytes && (memmem(bytes, length, ".include", 8) || memmem(bytes, length, ".incbin", 7)))
        doubt(walk, walk->unit->file, "the assembler includes a file", true);
    arena_free(room);
}

void closure_make(struct closures *closures, const struct unit *unit, struct closure *closure)
{
    if (closure->made)
        return;
    *closure = (struct closure){.made = true, .own_macros = NO_FILE};
    closures->stamp++;
    struct walk walk = {.closures = closures, .closure = closure, .unit = unit};
    uint32_t file = find_path(closures->tree, unit->file);
    walk.search = find_search(closures, unit);
    if (file == NO_FILE)
        doubt(&walk, unit->file, "no such file", true);
    else
        add_part(&walk, file, true);
    if (!unit->parse)
        doubt(&walk, unit->file, unit->trouble ? unit->trouble : "it is not parsed", false);
    if (unit->language == LANGUAGE_ASSEMBLER)
        check_assembler(&walk);
    add_options(&walk);
    visit_all(&walk);
}
