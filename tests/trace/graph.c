/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes the edges that were seen, asks the view `calls` for each, prints what each handler did and what the
 * graph does not have. Names are compared as sigvet does: by symbol without the suffix of a clone, aliases
 * are one function, and one may stand for another (puts for printf).
 */
#include "catalogue/catalogue.h"
#include "trace/trace.h"
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

enum answer { MISSING, OPEN, GUESSED, FOUND };

struct names {
    ARRAY(const char *) items;
};

struct pair {
    const char *caller, *callee;
};

struct comparison {
    const struct trace *trace;
    const struct catalogue *catalogue;
    ARRAY(sqlite3_stmt *) statements; /* the callees of a caller, of each database */
    ARRAY(sqlite3_stmt *) bodies;     /* has the program a function of a name? */
    ARRAY(sqlite3_stmt *) open; /* has a function a call of which sigvet says that it is not resolved? */
    struct {
        ARRAY(struct pair) items;
    } labels; /* symbol and name of functions where these differ */
    struct arena *arena;
};

/* ---- names ---- */

static void add_exactly(struct names *names, const char *name, struct arena *arena)
{
    for (uint32_t i = 0; i < names->items.count; i++)
        if (strcmp(names->items.items[i], name) == 0)
            return;
    *array_push(&names->items, arena) = name;
}

/* Of a part or a clone the function; by its own name goes what is no part (nested functions of gcc). */
static void add_name(struct names *names, const char *name, struct arena *arena)
{
    add_exactly(names, name_base(name, arena), arena);
    add_exactly(names, name, arena);
}

/* What the source calls these symbols (__asm__ labels). */
static void add_labels(const struct comparison *comparison, struct names *names)
{
    for (uint32_t i = 0, count = names->items.count; i < count; i++)
        for (uint32_t l = 0; l < comparison->labels.items.count; l++)
            if (strcmp(comparison->labels.items.items[l].caller, names->items.items[i]) == 0)
                add_name(names, comparison->labels.items.items[l].callee, comparison->arena);
}

/* All names of the function around the address. */
static struct names names_at(const struct comparison *comparison, struct place place)
{
    struct names names = {0};
    if (place.image == NONE)
        return names;
    const struct image *image = &comparison->trace->images.items.items[place.image];
    const struct symbol *function = image_around(image, place.address);
    const struct symbol *items = image->functions.items.items;
    if (!function)
        return names;
    add_name(&names, function->name, comparison->arena);
    for (uint32_t i = 0; i < image->functions.items.count; i++)
        if (items[i].address == function->address)
            add_name(&names, items[i].name, comparison->arena);
    add_labels(comparison, &names);
    return names;
}

static struct names names_of_target(const struct comparison *comparison, const struct seen_edge *edge)
{
    struct names names = {0};
    const struct image *image =
        edge->target.image == NONE ? NULL : &comparison->trace->images.items.items[edge->target.image];
    if (edge->name && !(image && image->own))
        add_name(&names, edge->name, comparison->arena);
    else if (image && image_around(image, edge->target.address))
        names = names_at(comparison, edge->target);
    else if (image)
        add_exactly(
            &names,
            arena_format(comparison->arena, "%s+%#" PRIx64, text_basename(image->path), edge->target.address),
            comparison->arena);
    add_labels(comparison, &names);
    return names;
}

/* What runs by way of a library function may be an edge of that one: exit runs what atexit got. */
static void add_way(const struct comparison *comparison, const struct seen_edge *edge, struct names *callers)
{
    const struct trace *trace = comparison->trace;
    for (uint32_t i = 0; edge->how == CALLED_BACK && i < trace->edges.count; i++) {
        const struct seen_edge *other = &trace->edges.items[i];
        if (other->how == CALLED_BACK || other->site.image != edge->site.image ||
            other->site.address != edge->site.address)
            continue;
        struct names entered = names_of_target(comparison, other);
        for (uint32_t n = 0; n < entered.items.count; n++) {
            add_name(callers, entered.items.items[n], comparison->arena);
            add_name(callers, catalogue_canonical(comparison->catalogue, entered.items.items[n]),
                     comparison->arena);
        }
    }
}

/* ---- the graph ---- */

static bool is_same(const struct comparison *comparison, const char *seen, const char *listed)
{
    const struct catalogue *catalogue = comparison->catalogue;
    return strcmp(seen, listed) == 0 ||
           strcmp(catalogue_canonical(catalogue, seen), catalogue_canonical(catalogue, listed)) == 0 ||
           catalogue_stands(catalogue, seen, listed);
}

static enum answer look_up_in(const struct comparison *comparison, sqlite3_stmt *statement,
                              const char *caller, const struct names *callees)
{
    enum answer best = MISSING;
    sqlite3_reset(statement);
    sqlite3_bind_text(statement, 1, caller, -1, SQLITE_STATIC);
    while (best != FOUND && sqlite3_step(statement) == SQLITE_ROW) {
        const char *listed = (const char *)sqlite3_column_text(statement, 0);
        enum answer answer = sqlite3_column_int(statement, 1) ? GUESSED : FOUND;
        for (uint32_t i = 0; listed && i < callees->items.count; i++)
            if (answer > best && is_same(comparison, callees->items.items[i], listed))
                best = answer;
    }
    return best;
}

static enum answer look_up(const struct comparison *comparison, const struct names *callers,
                           const struct names *callees)
{
    enum answer best = MISSING;
    for (uint32_t s = 0; s < comparison->statements.count; s++)
        for (uint32_t i = 0; i < callers->items.count; i++) {
            enum answer answer =
                look_up_in(comparison, comparison->statements.items[s], callers->items.items[i], callees);
            best = answer > best ? answer : best;
        }
    return best;
}

static bool any_row(sqlite3_stmt *const *statements, uint32_t count, const char *name)
{
    for (uint32_t s = 0; s < count; s++) {
        sqlite3_reset(statements[s]);
        sqlite3_bind_text(statements[s], 1, name, -1, SQLITE_STATIC);
        if (sqlite3_step(statements[s]) == SQLITE_ROW)
            return true;
    }
    return false;
}

/* What the static parts of libgcc and libc bring into the program (128 bit arithmetic, atexit) is library
 * code. */
static bool is_library(const struct comparison *comparison, const char *name)
{
    const struct hidden *row;
    if (any_row(comparison->bodies.items, comparison->bodies.count, name))
        return false;
    return catalogue_knows(comparison->catalogue, name) ||
           (catalogue_hidden(comparison->catalogue, name, COMPILER_UNKNOWN, &row, 1) > 0 &&
            row->kind == HIDDEN_RUNTIME);
}

/* The graph says itself that something is called there that it does not know; and what that one calls. */
static bool is_open(struct comparison *comparison, const struct names *callers, struct names *opened)
{
    for (uint32_t i = 0; i < callers->items.count; i++) {
        for (uint32_t o = 0; o < opened->items.count; o++)
            if (strcmp(opened->items.items[o], callers->items.items[i]) == 0)
                return true;
        if (any_row(comparison->open.items, comparison->open.count, callers->items.items[i]))
            return true;
    }
    return false;
}

/* ---- the report ---- */

static const char *first_name(const struct names *names)
{
    return names->items.count ? names->items.items[0] : "?";
}

/* A function that begins in a part of another: the call stays inside it. */
static bool is_inside(const struct names *callers, const struct names *callees, const struct seen_edge *edge,
                      const struct comparison *comparison)
{
    const struct image *image =
        edge->target.image == NONE ? NULL : &comparison->trace->images.items.items[edge->target.image];
    const struct symbol *target = image ? image_around(image, edge->target.address) : NULL;
    return target && strchr(target->name + 1, '.') && strcmp(first_name(callers), first_name(callees)) == 0;
}

struct pairs {
    ARRAY(struct pair) items;
};

static bool is_new(struct pairs *pairs, const char *caller, const char *callee, struct arena *arena)
{
    for (uint32_t i = 0; i < pairs->items.count; i++)
        if (strcmp(pairs->items.items[i].caller, caller) == 0 &&
            strcmp(pairs->items.items[i].callee, callee) == 0)
            return false;
    *array_push(&pairs->items, arena) = (struct pair){caller, callee};
    return true;
}

/* What one handler did. */
struct done {
    struct pairs pairs;
    struct names opened; /* functions that only open calls lead to */
    struct counts counts;
};

static void compare_edge(struct comparison *comparison, const struct seen_edge *edge, struct done *done)
{
    static const char *const hows[] = {"calls", "jumps to", "runs by way of a library"};
    static const char *const answers[] = {"MISSING", "open", "guessed", "found"};
    struct names callers = names_at(comparison, edge->site), callees = names_of_target(comparison, edge);
    const char *caller = first_name(&callers), *callee = first_name(&callees);
    if (is_inside(&callers, &callees, edge, comparison) || is_library(comparison, caller) ||
        edge->target.image == NONE || !is_new(&done->pairs, caller, callee, comparison->arena))
        return;
    add_way(comparison, edge, &callers);
    enum answer answer = look_up(comparison, &callers, &callees);
    if (answer == MISSING && is_open(comparison, &callers, &done->opened)) {
        answer = OPEN;
        add_name(&done->opened, callee, comparison->arena);
    }
    done->counts.edges++;
    done->counts.found += answer == FOUND;
    done->counts.guessed += answer == GUESSED;
    done->counts.open += answer == OPEN;
    done->counts.missing += answer == MISSING;
    if (answer <= OPEN || !comparison->trace->wanted->quiet)
        printf("  %-8s %s %s %s (%s+%#" PRIx64 ")\n", answers[answer], caller, hows[edge->how], callee,
               edge->site.image == NONE
                   ? "?"
                   : text_basename(comparison->trace->images.items.items[edge->site.image].path),
               edge->site.address);
}

static void print_signals(uint64_t signals)
{
    const char *comma = "";
    for (int number = 1; number < 64; number++)
        if (signals >> number & 1) {
            const char *name = sigabbrev_np(number);
            printf(name ? "%sSIG%s" : "%s%s%d", comma, name ? name : "signal ", number);
            comma = ",";
        }
}

static void compare_handler(struct comparison *comparison, uint32_t index, struct counts *all)
{
    const struct trace *trace = comparison->trace;
    const struct seen_handler *handler = &trace->handlers.items[index];
    struct done done = {0};
    for (uint32_t i = 0; i < trace->edges.count; i++)
        if (trace->edges.items[i].handler == index)
            compare_edge(comparison, &trace->edges.items[i], &done);
    struct counts counts = done.counts;
    uint32_t in_graph = counts.found + counts.guessed;
    printf("%s (", handler->name);
    print_signals(handler->signals);
    printf("): %u runs, %" PRIu64 " steps, %u edges, %u in the graph", handler->runs, handler->steps,
           counts.edges, in_graph);
    if (counts.guessed)
        printf(" (%u guessed)", counts.guessed);
    if (counts.open)
        printf(", %u open", counts.open);
    printf(", %.1f %%%s\n", counts.edges ? 100.0 * in_graph / counts.edges : 100.0,
           handler->cut ? ", cut off: too many steps" : "");
    all->edges += counts.edges;
    all->found += counts.found;
    all->guessed += counts.guessed;
    all->open += counts.open;
    all->missing += counts.missing;
}

static bool read_labels(struct comparison *comparison, sqlite3 *database)
{
    static const char query[] =
        "SELECT DISTINCT l.text, n.text FROM function f JOIN name l ON l.id = f.linker "
        "JOIN name n ON n.id = f.name WHERE f.linker <> f.name";
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(database, query, -1, &statement, NULL) != SQLITE_OK)
        return false;
    while (sqlite3_step(statement) == SQLITE_ROW)
        *array_push(&comparison->labels.items, comparison->arena) =
            (struct pair){arena_text((const char *)sqlite3_column_text(statement, 0), comparison->arena),
                          arena_text((const char *)sqlite3_column_text(statement, 1), comparison->arena)};
    sqlite3_finalize(statement);
    return true;
}

static bool open_database(struct comparison *comparison, const char *path)
{
    static const char query[] = "SELECT callee, candidate FROM judged_call WHERE caller = ?1 AND NOT folded";
    static const char open[] = "SELECT 1 FROM findings WHERE rule = 'unresolved-call' AND function = ?1";
    static const char bodies[] = "SELECT 1 FROM functions WHERE name = ?1";
    sqlite3 *database = NULL;
    sqlite3_stmt *statement = NULL, *unresolved = NULL, *body = NULL;
    if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(database, query, -1, &statement, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(database, open, -1, &unresolved, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(database, bodies, -1, &body, NULL) != SQLITE_OK ||
        !read_labels(comparison, database)) {
        fprintf(stderr, "trace: %s: %s\n", path, sqlite3_errmsg(database));
        sqlite3_close(database);
        return false;
    }
    *array_push(&comparison->statements, comparison->arena) = statement;
    *array_push(&comparison->open, comparison->arena) = unresolved;
    *array_push(&comparison->bodies, comparison->arena) = body;
    return true;
}

bool graph_compare(const struct trace *trace, struct counts *all)
{
    const char *error = NULL;
    struct comparison comparison = {.trace = trace, .arena = trace->arena};
    comparison.catalogue = catalogue_load(SIGVET_TABLES_SOURCE, NULL, &error, trace->arena);
    bool good = comparison.catalogue != NULL;
    for (const char *const *path = trace->wanted->databases; good && *path; path++)
        good = open_database(&comparison, *path);
    for (uint32_t i = 0; good && i < trace->handlers.count; i++)
        compare_handler(&comparison, i, all);
    for (uint32_t i = 0; i < comparison.statements.count; i++) {
        sqlite3 *database = sqlite3_db_handle(comparison.statements.items[i]);
        sqlite3_finalize(comparison.statements.items[i]);
        sqlite3_finalize(comparison.open.items[i]);
        sqlite3_finalize(comparison.bodies.items[i]);
        sqlite3_close(database);
    }
    return good;
}
