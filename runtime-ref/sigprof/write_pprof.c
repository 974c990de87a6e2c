/* SPDX-License-Identifier: Apache-2.0
 *
 * The form that pprof reads: profile.proto, packed by protobuf-c, under gzip. With names of functions, for
 * viewers that have no way to find them; files, lines and what was inlined pprof finds by the mappings and
 * their build ids, when asked to. Nothing here calls malloc.
 */
#include "profile.pb-c.h"
#include "sigprof/result.h"
#include "sigprof/symbols.h"
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

typedef Perftools__Profiles__Profile profile_message;
typedef Perftools__Profiles__Sample sample_message;
typedef Perftools__Profiles__Location location_message;
typedef Perftools__Profiles__Mapping mapping_message;
typedef Perftools__Profiles__Function function_message;
typedef Perftools__Profiles__Line line_message;
typedef Perftools__Profiles__ValueType value_type_message;

enum { TEXTS = 64, SCALE = 1000000000 };

struct place {
    uintptr_t address;
    size_t mapping; /* its number, 0: none */
};

struct packing {
    struct memory memory;
    const struct result *result;
    profile_message message;
    struct place *places; /* of locations, by their index */
    uint32_t *index;      /* hash table of locations: number, 0: free */
    size_t slots;
    struct symbols symbols;
    size_t texts_room;
    size_t comments_room;
    bool failed; /* no memory */
};

/* ---- pieces ---- */

static void *take(struct packing *packing, size_t count, size_t size)
{
    void *taken = memory_take(&packing->memory, count * size + 1);
    packing->failed = packing->failed || !taken;
    return taken;
}

/* The number of a text that is kept as it is; equal ones are not sought. */
static int64_t text(struct packing *packing, const char *string)
{
    profile_message *message = &packing->message;
    if (message->n_string_table == packing->texts_room) {
        size_t room = packing->texts_room ? 2 * packing->texts_room : TEXTS;
        char **larger = take(packing, room, sizeof *larger);
        if (!larger)
            return 0;
        if (message->n_string_table > 0)
            memcpy(larger, message->string_table, message->n_string_table * sizeof *larger);
        message->string_table = larger;
        packing->texts_room = room;
    }
    message->string_table[message->n_string_table] = (char *)string;
    return (int64_t)message->n_string_table++;
}

static value_type_message *value_type(struct packing *packing, const char *type, const char *unit)
{
    value_type_message *made = take(packing, 1, sizeof *made);
    if (made) {
        perftools__profiles__value_type__init(made);
        made->type = text(packing, type);
        made->unit = text(packing, unit);
    }
    return made;
}

static bool comment(void *context, const char *line)
{
    struct packing *packing = context;
    profile_message *message = &packing->message;
    char *kept = take(packing, strlen(line) + 1, 1);
    if (!kept || message->n_comment == packing->comments_room)
        return false;
    message->comment[message->n_comment++] = text(packing, strcpy(kept, line));
    return true;
}

/* ---- mappings: that of the program itself first, for readers take the first for it ---- */

static size_t program_mapping(const struct maps *maps)
{
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length < 0)
        return 0;
    path[length] = '\0';
    for (size_t i = 0; i < maps->count; i++)
        if (strcmp(maps->items[i].file, path) == 0)
            return i;
    return 0;
}

static void pack_mappings(struct packing *packing)
{
    const struct maps *maps = packing->result->maps;
    profile_message *message = &packing->message;
    size_t program = program_mapping(maps);
    message->mapping = take(packing, maps->count, sizeof *message->mapping);
    for (size_t i = 0; i < maps->count && !packing->failed; i++) {
        mapping_message *made = take(packing, 1, sizeof *made);
        if (!made)
            return;
        const struct mapping *mapping = &maps->items[i];
        perftools__profiles__mapping__init(made);
        made->id = i + 1;
        made->memory_start = mapping->start;
        made->memory_limit = mapping->end;
        made->file_offset = mapping->offset;
        made->filename = text(packing, mapping->file);
        made->build_id = mapping->build_id[0] ? text(packing, mapping->build_id) : 0;
        message->mapping[i] = made;
    }
    message->n_mapping = maps->count;
    if (maps->count > 0 && !packing->failed) {
        mapping_message *first = message->mapping[0];
        message->mapping[0] = message->mapping[program];
        message->mapping[program] = first;
    }
}

/* ---- functions ---- */

static uint64_t function(struct packing *packing, struct symbol *symbol)
{
    profile_message *message = &packing->message;
    if (symbol->number != 0)
        return symbol->number;
    function_message *made = take(packing, 1, sizeof *made);
    if (!made)
        return 0;
    perftools__profiles__function__init(made);
    made->name = made->system_name = text(packing, symbol->name);
    message->function[message->n_function++] = made;
    made->id = symbol->number = (uint32_t)message->n_function;
    return made->id;
}

/* One line, the function's, if that is known. Where the file has the names of all, pprof need not look: go
 * tool pprof finds none for a function that was inlined elsewhere, too. */
static void name_location(struct packing *packing, location_message *location, const struct mapping *mapping)
{
    struct symbol *symbol = symbols_find(&packing->symbols, mapping, location->address);
    line_message **lines = symbol ? take(packing, 1, sizeof *lines) : NULL;
    line_message *made = lines ? take(packing, 1, sizeof *made) : NULL;
    if (!made)
        return;
    perftools__profiles__line__init(made);
    made->function_id = function(packing, symbol);
    lines[0] = made;
    location->line = lines;
    location->n_line = 1;
}

static void mark_named(struct packing *packing)
{
    const struct maps *maps = packing->result->maps;
    for (size_t i = 0; i < maps->count; i++) {
        mapping_message *message = packing->message.mapping[i];
        const struct mapping *mapping = &maps->items[message->id - 1];
        bool all = symbols_all(&packing->symbols, mapping);
        message->has_functions = message->has_filenames = message->has_line_numbers = all;
    }
}

/* ---- locations and samples ---- */

/* The number of an address; addresses of callers are those behind the call, so one less is in it. */
static uint64_t location(struct packing *packing, uintptr_t address, uint64_t epoch, bool caller)
{
    profile_message *message = &packing->message;
    if (caller)
        address--;
    const struct mapping *mapping = maps_find(packing->result->maps, address, epoch);
    size_t number = mapping ? (size_t)(mapping - packing->result->maps->items) + 1 : 0;
    size_t at = (size_t)((address ^ number << 48) * 0x9e3779b97f4a7c15u >> 20) % packing->slots;
    for (; packing->index[at] != 0; at = (at + 1) % packing->slots) {
        const struct place *place = &packing->places[packing->index[at] - 1];
        if (place->address == address && place->mapping == number)
            return packing->index[at];
    }
    location_message *made = take(packing, 1, sizeof *made);
    if (!made)
        return 0;
    perftools__profiles__location__init(made);
    made->address = address;
    made->mapping_id = number;
    if (mapping)
        name_location(packing, made, mapping);
    packing->places[message->n_location] = (struct place){address, number};
    message->location[message->n_location++] = made;
    made->id = packing->index[at] = (uint32_t)message->n_location;
    return made->id;
}

static void pack_sample(struct packing *packing, const struct collected *stack, sample_message **into)
{
    sample_message *made = take(packing, 1, sizeof *made);
    uint64_t *locations = take(packing, stack->depth, sizeof *locations);
    int64_t *values = take(packing, 2, sizeof *values);
    if (packing->failed)
        return;
    perftools__profiles__sample__init(made);
    for (size_t i = 0; i < stack->depth; i++)
        locations[i] = location(packing, stack->words[i], stack->epoch, i > 0);
    values[0] = (int64_t)stack->count;
    values[1] = (int64_t)(stack->count * (SCALE / packing->result->hz));
    made->location_id = locations;
    made->n_location_id = stack->depth;
    made->value = values;
    made->n_value = 2;
    *into = made;
}

static void pack_samples(struct packing *packing)
{
    const struct collection *stacks = packing->result->stacks;
    profile_message *message = &packing->message;
    size_t most = 1;
    for (size_t i = 0; i < stacks->count; i++)
        most += stacks->items[i].depth;
    packing->slots = 2 * most;
    packing->places = take(packing, most, sizeof *packing->places);
    packing->index = take(packing, packing->slots, sizeof *packing->index);
    message->location = take(packing, most, sizeof(location_message *));
    message->function = take(packing, most, sizeof(function_message *));
    message->sample = take(packing, stacks->count, sizeof *message->sample);
    for (size_t i = 0; i < stacks->count && !packing->failed; i++)
        pack_sample(packing, &stacks->items[i], &message->sample[i]);
    message->n_sample = stacks->count;
    if (!packing->failed)
        mark_named(packing);
}

static void pack_head(struct packing *packing)
{
    const struct result *result = packing->result;
    profile_message *message = &packing->message;
    perftools__profiles__profile__init(message);
    text(packing, "");
    message->sample_type = take(packing, 2, sizeof *message->sample_type);
    packing->comments_room = TEXTS;
    message->comment = take(packing, TEXTS, sizeof *message->comment);
    if (packing->failed)
        return;
    message->sample_type[0] = value_type(packing, "samples", "count");
    message->sample_type[1] = value_type(packing, "cpu", "nanoseconds");
    message->n_sample_type = 2;
    message->period_type = value_type(packing, "cpu", "nanoseconds");
    message->period = SCALE / result->hz;
    message->time_nanos = (int64_t)result->began;
    message->duration_nanos = (int64_t)result->lasted;
    message->default_sample_type = text(packing, "cpu");
    result_lines(result, comment, packing);
}

/* ---- gzip ---- */

static void *zlib_take(void *memory, unsigned count, unsigned size)
{
    return memory_take(memory, (size_t)count * size);
}

static void zlib_leave(void *memory, void *address)
{
    (void)memory;
    (void)address;
}

static bool compress_to(struct packing *packing, unsigned char *bytes, size_t size, struct output *output)
{
    unsigned char piece[1 << 14];
    z_stream stream = {.zalloc = zlib_take, .zfree = zlib_leave, .opaque = &packing->memory};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) !=
        Z_OK)
        return false;
    bool good = true;
    int state = Z_OK;
    while (good && state != Z_STREAM_END) {
        if (stream.avail_in == 0 && size > 0) {
            stream.next_in = bytes;
            stream.avail_in = size > INT_MAX ? INT_MAX : (unsigned)size;
            bytes += stream.avail_in;
            size -= stream.avail_in;
        }
        stream.next_out = piece;
        stream.avail_out = sizeof piece;
        state = deflate(&stream, size == 0 ? Z_FINISH : Z_NO_FLUSH);
        good = state != Z_STREAM_ERROR && output_write(output, piece, sizeof piece - stream.avail_out);
    }
    deflateEnd(&stream);
    return good;
}

bool write_pprof(const struct result *result, struct output *output)
{
    struct packing packing = {.result = result};
    pack_head(&packing);
    if (!packing.failed)
        pack_mappings(&packing);
    if (!packing.failed)
        pack_samples(&packing);
    bool good = !packing.failed;
    if (good) {
        size_t size = perftools__profiles__profile__get_packed_size(&packing.message);
        unsigned char *bytes = take(&packing, size, 1);
        good = bytes && perftools__profiles__profile__pack(&packing.message, bytes) == size &&
               compress_to(&packing, bytes, size, output);
    }
    symbols_release(&packing.symbols);
    memory_release(&packing.memory);
    return good;
}
