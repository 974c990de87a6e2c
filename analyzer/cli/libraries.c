/* SPDX-License-Identifier: Apache-2.0
 *
 * Code of libraries, on demand: when the graph lacks nothing else, every name that handlers reach and that has no body is
 * looked up as the dynamic linker would; the libraries that define such names are read, and the graph is built again.
 */
#include "cli/libraries.h"
#include "base/text.h"
#include "cli/lookup.h"
#include "facts/objects.h"
#include <string.h>

enum { MOST_FOUND = 16 };

/* What was read of an image. */
struct content {
    bool read;
    const char *trouble;        /* why there is none; NULL */
    struct object_list list;
    struct object_debug *debug; /* an object each */
};

/* Who asks alike: the same asker, loaded with the same roots. */
struct group {
    struct asking_code code;
    struct map *answers; /* name -> index in answers of libraries */
};

struct answer {
    struct looked_up found[MOST_FOUND];
    uint32_t count;
};

struct libraries {
    struct images *images;
    ARRAY(struct content) contents; /* an image each */
    ARRAY(struct group) groups;
    ARRAY(struct answer *) answers;
    struct map *of_unit;            /* unit -> group */
    struct map *of_image;           /* image -> group */
};

static struct libraries *libraries_of(struct run *run)
{
    if (run->libraries)
        return run->libraries;
    struct libraries *libraries = run->libraries = arena_alloc(sizeof *libraries, run->arena);
    *libraries = (struct libraries){
        .images = images_new(run->arena), .of_unit = map_new(run->arena), .of_image = map_new(run->arena)};
    for (uint32_t i = 0; i < run->options->libraries.count; i++)
        *array_push(&libraries->images->named, run->arena) =
            images_add(libraries->images, run->options->libraries.items[i]);
    return libraries;
}

static struct content *content_of(struct run *run, uint32_t image)
{
    struct libraries *libraries = run->libraries;
    while (libraries->contents.count <= image)
        array_push(&libraries->contents, run->arena)->trouble = NULL;
    return &libraries->contents.items[image];
}

void libraries_add_root(struct run *run, const char *path, uint32_t program)
{
    struct images *images = libraries_of(run)->images;
    uint32_t image = images_add(images, path);
    struct image *known = &images->items.items[image];
    if (known->program == NONE)
        known->program = program;
    for (uint32_t i = 0; i < images->roots.count; i++)
        if (images->roots.items[i] == image)
            return;
    *array_push(&images->roots, run->arena) = image;
}

/* ---- who asks ---- */

static uint32_t group_of(struct run *run, uint32_t asker, const uint32_t *roots, uint32_t count)
{
    struct libraries *libraries = run->libraries;
    for (uint32_t i = 0; i < libraries->groups.count; i++) {
        const struct asking_code *known = &libraries->groups.items[i].code;
        if (known->asker == asker && known->root_count == count &&
            (!count || memcmp(known->roots, roots, count * sizeof *roots) == 0))
            return i;
    }
    *array_push(&libraries->groups, run->arena) =
        (struct group){.code = {.asker = asker, .roots = roots, .root_count = count}, .answers = map_new(run->arena)};
    return libraries->groups.count - 1;
}

struct some_roots {
    ARRAY(uint32_t) items;
};

/* All programs; when there is none, the libraries of the build. */
static void add_programs(struct run *run, struct some_roots *roots)
{
    struct images *images = run->libraries->images;
    for (uint32_t pass = 0; pass < 2 && !roots->items.count; pass++)
        for (uint32_t i = 0; i < images->roots.count; i++)
            if (pass || images_is_program(images, images->roots.items[i]))
                *array_push(&roots->items, run->arena) = images->roots.items[i];
}

/* Programs that load an image when they start; else all, for it may be loaded by dlopen, and then itself, too. */
static void add_loaders(struct run *run, uint32_t image, struct some_roots *roots)
{
    struct images *images = run->libraries->images;
    for (uint32_t i = 0; i < images->roots.count; i++)
        if (images_is_program(images, images->roots.items[i]) &&
            images_in_scope(images, images->roots.items[i], image))
            *array_push(&roots->items, run->arena) = images->roots.items[i];
    if (roots->items.count)
        return;
    add_programs(run, roots);
    for (uint32_t i = 0; i < roots->items.count; i++)
        if (roots->items.items[i] == image)
            return;
    if (images_tables(images, image)->kind == OBJECT_SHARED)
        *array_push(&roots->items, run->arena) = image;
}

static bool holds(const struct graph_program *program, uint32_t unit)
{
    uint32_t low = 0, high = program->unit_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (program->units[middle] < unit)
            low = middle + 1;
        else
            high = middle;
    }
    return low < program->unit_count && program->units[low] == unit;
}

/* The images that a unit is linked into; of a library of the build, the programs that load it. */
static uint32_t group_of_unit(struct run *run, uint32_t unit)
{
    struct images *images = run->libraries->images;
    uint32_t *known = map_at(run->libraries->of_unit, unit);
    if (*known != MAP_NONE)
        return *known;
    struct some_roots roots = {0};
    for (uint32_t i = 0; unit != NONE && i < images->roots.count; i++) {
        const struct image *image = &images->items.items[images->roots.items[i]];
        if (image->program == NONE || !holds(&run->programs.items[image->program], unit))
            continue;
        *array_push(&roots.items, run->arena) = images->roots.items[i];
        if (!images_is_program(images, images->roots.items[i]))
            add_programs(run, &roots); /* what interposes */
    }
    if (!roots.items.count)
        add_programs(run, &roots);
    uint32_t group = group_of(run, NONE, roots.items.items, roots.items.count);
    map_set(run->libraries->of_unit, unit, group);
    return group;
}

static uint32_t group_of_image(struct run *run, uint32_t image)
{
    uint32_t known = map_get(run->libraries->of_image, image);
    if (known != MAP_NONE)
        return known;
    struct some_roots roots = {0};
    add_loaders(run, image, &roots);
    uint32_t group = group_of(run, image, roots.items.items, roots.items.count);
    map_set(run->libraries->of_image, image, group);
    return group;
}

static const struct answer *ask(struct run *run, uint32_t unit, uint32_t object, const char *name)
{
    struct libraries *libraries = run->libraries;
    uint32_t library = object == NONE ? 0 : run->objects.items[object].library;
    uint32_t index = library ? group_of_image(run, library - 1) : group_of_unit(run, unit);
    struct group *group = &libraries->groups.items[index];
    uint32_t *known = map_at(group->answers, intern_text(run->names, name));
    if (*known != MAP_NONE)
        return libraries->answers.items[*known];
    struct answer *answer = arena_alloc(sizeof *answer, run->arena);
    answer->count =
        lookup_name(libraries->images, run->catalogue, &group->code, name, answer->found, MOST_FOUND);
    *known = libraries->answers.count;
    *array_push(&libraries->answers, run->arena) = answer;
    return answer;
}

/* ---- for the graph ---- */

static struct library_symbol symbol_of(struct run *run, const struct looked_up *found)
{
    if (found->missing)
        return (struct library_symbol){.file = found->missing,
                                       .trouble = "a library that may define it is not found or cannot be read; name it "
                                                  "with --library"};
    if (found->image == NONE)
        return (struct library_symbol){.in_program = found->in_program};
    const struct content *content = content_of(run, found->image);
    return (struct library_symbol){.library = content->read && !content->trouble ? found->image + 1 : 0,
                                   .address = found->address,
                                   .in_program = found->in_program,
                                   .file = run->libraries->images->items.items[found->image].path,
                                   .trouble = content->trouble};
}

static uint32_t find(void *payload, uint32_t unit, uint32_t object, const char *name, struct library_symbol *found,
                     uint32_t most)
{
    struct run *run = payload;
    const struct answer *answer = ask(run, unit, object, name);
    uint32_t count = answer->count < most ? answer->count : most;
    for (uint32_t i = 0; i < count; i++)
        found[i] = symbol_of(run, &answer->found[i]);
    return count;
}

const struct library_finder *libraries_finder(struct run *run, struct arena *arena)
{
    if (!run->libraries_asked)
        return NULL;
    struct library_finder *finder = arena_alloc(sizeof *finder, arena);
    *finder = (struct library_finder){.find = find, .payload = run};
    return finder;
}

/* ---- reading ---- */

static void read_debug(struct run *run, struct content *content)
{
    uint32_t count = content->list.objects.count;
    const struct object_facts **objects = arena_array(count, sizeof *objects, run->arena);
    bool any = false;
    for (uint32_t i = 0; i < count; i++) {
        objects[i] = content->list.objects.items[i];
        any |= (objects[i]->flags & OBJECT_DEBUG) != 0;
    }
    if (!any)
        return;
    struct collect_options how = run_collecting(run);
    content->debug = arena_array(count, sizeof *content->debug, run->arena);
    collect_debug(objects, count, &how, run->names, run->arena, content->debug);
}

static void read_images(struct run *run, const uint32_t *images, uint32_t count)
{
    const char **paths = arena_array(count, sizeof *paths, run->arena);
    struct object_list *lists = arena_array(count, sizeof *lists, run->arena);
    struct collect_options how = run_collecting(run);
    for (uint32_t i = 0; i < count; i++)
        paths[i] = run->libraries->images->items.items[images[i]].path;
    collect_objects(paths, count, &how, run->names, run->arena, lists);
    for (uint32_t i = 0; i < count; i++) {
        struct content *content = content_of(run, images[i]);
        *content = (struct content){.read = true, .list = lists[i], .trouble = "it holds no code that can be read"};
        if (lists[i].gaps.count)
            content->trouble = intern_get(run->names, lists[i].gaps.items[0].why);
        for (uint32_t o = 0; o < lists[i].objects.count; o++) {
            const struct object_facts *facts = lists[i].objects.items[o];
            if (facts->kind != OBJECT_OTHER && !(facts->flags & OBJECT_LTO))
                content->trouble = NULL;
            else if (content->trouble && facts->gaps.count)
                content->trouble = intern_get(run->names, facts->gaps.items[0].why);
        }
        if (!content->trouble)
            read_debug(run, content);
    }
}

static void add_objects(struct run *run, uint32_t image)
{
    const struct content *content = content_of(run, image);
    const struct image *known = &run->libraries->images->items.items[image];
    for (uint32_t i = 0; !content->trouble && i < content->list.objects.count; i++) {
        const struct object_facts *facts = content->list.objects.items[i];
        if (facts->kind == OBJECT_OTHER || facts->flags & OBJECT_LTO)
            continue;
        run->library_objects++;
        *array_push(&run->objects, run->arena) =
            (struct graph_object){.facts = facts,
                                  .unit = NONE,
                                  .library = image + 1,
                                  .image = known->program == NONE ? 0 : known->program + 1,
                                  .dynamic = known->dynamic,
                                  .started = known->started,
                                  .debug = content->debug && facts->flags & OBJECT_DEBUG ? &content->debug[i] : NULL};
    }
}

/* ---- what handlers reach ---- */

struct demanded {
    struct run *run;
    ARRAY(uint32_t) images;
    struct map *known; /* image -> 0 */
};

static void demand(struct demanded *demanded, uint32_t unit, uint32_t object, const char *name)
{
    struct run *run = demanded->run;
    const struct answer *answer = ask(run, unit, object, name);
    for (uint32_t i = 0; i < answer->count; i++) {
        uint32_t image = answer->found[i].image;
        run->libraries_asked |= answer->found[i].missing != NULL;
        if (image == NONE || map_get(demanded->known, image) != MAP_NONE ||
            map_get(run->libraries_added, image) != MAP_NONE)
            continue;
        map_set(demanded->known, image, 0);
        *array_push(&demanded->images, run->arena) = image;
    }
}

static const char *linker_name(const struct graph *graph, uint32_t node)
{
    return intern_get(graph->names, graph->nodes.items[node].linker);
}

static void demand_calls(struct demanded *demanded, const struct graph *graph, const struct node *node)
{
    uint32_t object = node->unit == NONE && node->body_count ? graph->bodies.items[node->first_body].object : NONE;
    for (uint32_t e = node->first_edge; graph_has_body(node) && e < node->first_edge + node->edge_count; e++)
        if (!graph_has_body(&graph->nodes.items[graph->edges.items[e].callee]))
            demand(demanded, node->unit, object, linker_name(graph, graph->edges.items[e].callee));
}

static void demand_reached(struct demanded *demanded, const struct graph *graph)
{
    struct arena *arena = arena_new();
    bool *seen = arena_array(graph->nodes.count, sizeof *seen, arena);
    for (uint32_t h = 0; h < graph->handlers.count; h++) {
        const struct handler *handler = &graph->handlers.items[h];
        struct arena *scratch = arena_new();
        const struct reach *reach =
            graph_reach(graph, handler->nodes, handler->node_count, handler->program, scratch);
        for (uint32_t i = 0; i < reach->items.count; i++) {
            uint32_t id = reach->items.items[i].node;
            if (seen[id])
                continue;
            seen[id] = true;
            if (reach->items.items[i].edge == NONE && !graph_has_body(&graph->nodes.items[id]))
                demand(demanded, NONE, NONE, linker_name(graph, id));
            demand_calls(demanded, graph, &graph->nodes.items[id]);
        }
        arena_free(scratch);
    }
    arena_free(arena);
}

/* How the programs are linked that handlers run in, for the rules. */
static void note_binding(struct run *run, const struct graph *graph)
{
    struct images *images = run->libraries->images;
    for (uint32_t i = 0; graph->handlers.count && i < images->roots.count; i++)
        if (images->items.items[images->roots.items[i]].program != NONE || run->options->binary)
            images_search(images, images->roots.items[i]);
    for (uint32_t i = 0; graph->handlers.count && i < images->roots.count; i++) {
        uint32_t root = images->roots.items[i], index = images->items.items[root].program;
        if (index == NONE || run->programs.items[index].dynamic)
            continue;
        run->programs.items[index].dynamic = images_tables(images, root);
        run->programs.items[index].started = images->items.items[root].started;
    }
}

bool libraries_more(struct run *run, const struct graph *graph)
{
    libraries_of(run);
    struct images *images = run->libraries->images;
    if (!images->roots.count && !images->named.count)
        return false;
    if (!run->libraries_added)
        run->libraries_added = map_new(run->arena);
    note_binding(run, graph);
    bool asked = run->libraries_asked;
    struct demanded demanded = {.run = run, .known = map_new(run->arena)};
    demand_reached(&demanded, graph);
    ARRAY(uint32_t) unread = {0};
    for (uint32_t i = 0; i < demanded.images.count; i++)
        if (!content_of(run, demanded.images.items[i])->read)
            *array_push(&unread, run->arena) = demanded.images.items[i];
    if (unread.count)
        read_images(run, unread.items, unread.count);
    for (uint32_t i = 0; i < demanded.images.count; i++) {
        map_set(run->libraries_added, demanded.images.items[i], 0);
        add_objects(run, demanded.images.items[i]);
    }
    run->libraries_asked |= demanded.images.count > 0;
    return demanded.images.count || asked != run->libraries_asked;
}

const struct object_dynamic *libraries_of_binary(struct run *run, const char *path)
{
    libraries_add_root(run, path, NONE);
    struct images *images = run->libraries->images;
    images_search(images, images->roots.items[0]);
    content_of(run, images->roots.items[0])->read = true; /* as the program itself */
    return images_tables(images, images->roots.items[0]);
}

/* ---- what is not known ---- */

static void add_gap(const struct run *run, struct judgement *judgement, const char *subject, const char *why)
{
    *array_push(&judgement->gaps, run->arena) = (struct judged_gap){.kind = "library-not-read",
                                                                    .subject = subject,
                                                                    .why = why,
                                                                    .spot = {.file = ""},
                                                                    .handler = NONE_HANDLER};
}

void libraries_finish(const struct run *run, struct judgement *judgement)
{
    const struct libraries *libraries = run->libraries;
    for (uint32_t i = 0; libraries && i < libraries->images->items.count; i++) {
        const struct image *image = &libraries->images->items.items[i];
        for (uint32_t m = 0; m < image->missing.count; m++)
            add_gap(run, judgement, image->missing.items[m],
                    arena_format(run->arena, "%s needs it, and it is not found; name it with --library", image->path));
        if (i < libraries->contents.count && libraries->contents.items[i].trouble)
            add_gap(run, judgement, image->path, libraries->contents.items[i].trouble);
        else if (image->dynamic && image->dynamic->trouble && image->parent != NONE)
            add_gap(run, judgement, image->path, image->dynamic->trouble);
    }
    for (uint32_t i = 0; libraries && i < libraries->images->named.count; i++) {
        const struct image *image = &libraries->images->items.items[libraries->images->named.items[i]];
        if (image->dynamic && image->dynamic->trouble && image->parent == NONE)
            add_gap(run, judgement, image->path, image->dynamic->trouble);
    }
}
