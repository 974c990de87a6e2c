/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes where a thread is after each instruction of a handler, gives the edges: what a call or a jump of the
 * program leads to, stubs of the linker stepped over, and what a library calls in the program. Who handed it
 * to the library is known by a stack of call sites, cut by the stack pointer, so it survives longjmp.
 */
#include "trace/trace.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>

enum instruction { OTHER, CALL, JUMP, UNREADABLE };
enum { INSTRUCTION = 15, RIP_RELATIVE = 5 };

/* ---- where an address is ---- */

static void read_mappings(struct trace *trace, struct space *space)
{
    char path[64], line[4096 + 128];
    snprintf(path, sizeof path, "/proc/%d/maps", space->process);
    FILE *file = fopen(path, "r");
    space->mappings.count = 0;
    while (file && fgets(line, sizeof line, file)) {
        uint64_t low, high, offset;
        char allowed[5];
        int name = 0;
        if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %" SCNx64 " %*s %*s %n", &low, &high, allowed, &offset,
                   &name) < 4)
            continue;
        line[strcspn(line, "\n")] = '\0';
        struct mapping *mapping = array_push(&space->mappings, trace->arena);
        *mapping = (struct mapping){.low = low, .high = high, .image = NONE};
        if (line[name] != '/' || !strchr(allowed, 'x'))
            continue;
        mapping->image = images_find(&trace->images, line + name);
        const struct image *image = &trace->images.items.items[mapping->image];
        for (uint32_t i = 0; i < image->segments.items.count; i++) {
            const struct span *segment = &image->segments.items.items[i];
            if (offset <= segment->offset && segment->offset - offset < 4096)
                mapping->bias = low - (segment->low - (segment->offset - offset));
        }
    }
    if (file)
        fclose(file);
}

static const struct mapping *find_mapping(const struct space *space, uint64_t address)
{
    for (uint32_t i = 0; i < space->mappings.count; i++)
        if (address >= space->mappings.items[i].low && address < space->mappings.items[i].high)
            return &space->mappings.items[i];
    return NULL;
}

static struct place place_of(struct trace *trace, struct space *space, uint64_t address)
{
    const struct mapping *mapping = find_mapping(space, address);
    if (!mapping) {
        read_mappings(trace, space);
        mapping = find_mapping(space, address);
    }
    if (!mapping || mapping->image == NONE)
        return (struct place){NONE, address};
    return (struct place){mapping->image, address - mapping->bias};
}

static const struct image *image_of(const struct trace *trace, struct place place)
{
    return place.image == NONE ? NULL : &trace->images.items.items[place.image];
}

static bool is_stub(const struct trace *trace, struct place place)
{
    const struct image *image = image_of(trace, place);
    return image && image->own && image_is_stub(image, place.address);
}

static bool is_own(const struct trace *trace, struct place place)
{
    const struct image *image = image_of(trace, place);
    if (!image || !image->own)
        return false;
    const struct symbol *function = image_around(image, place.address);
    return !function || !is_start_file(function->name);
}

/* ---- what an instruction is ---- */

static bool is_prefix(uint8_t byte)
{
    return strchr("\x66\x67\xf2\xf3\x2e\x36\x3e\x26\x64\x65", byte) && byte;
}

/* `word`: the address of the word that it goes through, when that is known from the instruction alone. */
static enum instruction decode(const uint8_t *bytes, size_t count, uint64_t address, uint64_t *word)
{
    size_t at = 0;
    *word = 0;
    while (at < count && (is_prefix(bytes[at]) || (bytes[at] & 0xf0) == 0x40))
        at++;
    if (at + 6 > count)
        return UNREADABLE;
    uint8_t code = bytes[at];
    if (code == 0xe8)
        return CALL;
    if (code == 0xe9 || code == 0xeb || (code & 0xf0) == 0x70 || (code >= 0xe0 && code <= 0xe3))
        return JUMP;
    if (code == 0x0f)
        return (bytes[at + 1] & 0xf0) == 0x80 ? JUMP : OTHER;
    uint8_t kind = bytes[at + 1] >> 3 & 7;
    if (code != 0xff || kind < 2 || kind > 5)
        return OTHER;
    if ((bytes[at + 1] & 0xc7) == RIP_RELATIVE) {
        int32_t distance;
        memcpy(&distance, bytes + at + 2, sizeof distance);
        *word = address + at + 6 + (uint64_t)(int64_t)distance;
    }
    return kind < 4 ? CALL : JUMP;
}

static enum instruction look(const struct space *space, uint64_t address, uint64_t *word)
{
    uint8_t bytes[INSTRUCTION] = {0};
    struct iovec local = {bytes, sizeof bytes};
    struct iovec remote = {(void *)(uintptr_t)address, sizeof bytes};
    ssize_t got = process_vm_readv(space->process, &local, 1, &remote, 1, 0);
    return got <= 0 ? UNREADABLE : decode(bytes, sizeof bytes, address, word);
}

/* Most instructions are nothing of interest, which is remembered. */
static enum instruction instruction_at(struct space *space, uint64_t address, uint64_t *word)
{
    uint32_t *known = map_at(space->decoded, address);
    if (*known == OTHER)
        return OTHER;
    enum instruction instruction = look(space, address, word);
    *known = instruction;
    return instruction;
}

static bool read_word(const struct space *space, uint64_t address, uint64_t *word)
{
    struct iovec local = {word, sizeof *word};
    struct iovec remote = {(void *)(uintptr_t)address, sizeof *word};
    return process_vm_readv(space->process, &local, 1, &remote, 1, 0) == sizeof *word;
}

/* ---- names ---- */

static const struct mapping *mapping_of(const struct space *space, uint32_t image)
{
    for (uint32_t i = 0; i < space->mappings.count; i++)
        if (space->mappings.items[i].image == image)
            return &space->mappings.items[i];
    return NULL;
}

/* Of the word that the dynamic linker filled. */
static const char *name_of_word(const struct trace *trace, const struct space *space, struct place site,
                                uint64_t word)
{
    const struct image *image = image_of(trace, site);
    const struct mapping *mapping = word ? mapping_of(space, site.image) : NULL;
    return mapping && image ? image_slot(image, word - mapping->bias) : NULL;
}

/* One of several that a library chose among (strcmp) has no name of its own: the program has a word with its
 * address. */
static const char *name_by_value(const struct trace *trace, const struct space *space, uint64_t address)
{
    for (uint32_t i = 0; i < trace->images.items.count; i++) {
        const struct image *image = &trace->images.items.items[i];
        const struct mapping *mapping = image->own ? mapping_of(space, i) : NULL;
        uint64_t value;
        for (uint32_t s = 0; mapping && s < image->slots.items.count; s++)
            if (read_word(space, mapping->bias + image->slots.items.items[s].address, &value) &&
                value == address)
                return image->slots.items.items[s].name;
    }
    return NULL;
}

static bool begins_function(const struct trace *trace, struct place place)
{
    const struct image *image = image_of(trace, place);
    const struct symbol *function = image ? image_around(image, place.address) : NULL;
    return function && function->address == place.address;
}

/* ---- edges ---- */

static uint64_t mix(uint64_t key, uint64_t value)
{
    key = (key ^ value) * 0x9e3779b97f4a7c15u;
    return key ^ key >> 29;
}

static bool same_edge(const struct seen_edge *a, const struct seen_edge *b)
{
    return a->handler == b->handler && a->site.image == b->site.image && a->site.address == b->site.address &&
           a->target.image == b->target.image && a->target.address == b->target.address && a->how == b->how;
}

static void add_edge(struct trace *trace, const struct stepped *stepped, struct place site,
                     struct place target, uint64_t pc, const char *name, enum how how)
{
    if (!stepped->activations.count)
        return;
    struct seen_edge edge = {.handler = array_last(&stepped->activations)->handler,
                             .site = site,
                             .target = target,
                             .name = name,
                             .how = how,
                             .times = 1};
    uint64_t key =
        mix(mix(mix(mix(mix(how, edge.handler), site.image), site.address), target.image), target.address);
    uint32_t *known = map_at(trace->known, key);
    for (; *known != MAP_NONE; known = map_at(trace->known, ++key))
        if (same_edge(&trace->edges.items[*known], &edge)) {
            trace->edges.items[*known].times++;
            return;
        }
    if (!edge.name && !begins_function(trace, target))
        edge.name = name_by_value(trace, stepped->space, pc);
    *known = trace->edges.count;
    *array_push(&trace->edges, trace->arena) = edge;
}

/* ---- calls and jumps ---- */

static void drop_frames(struct activation *activation, uint64_t sp)
{
    while (activation->frames.count && array_last(&activation->frames)->at <= sp)
        activation->frames.count--;
}

/* The call of the program by which the library that runs now was entered. */
static struct place last_own_site(const struct trace *trace, const struct activation *activation)
{
    for (uint32_t i = activation->frames.count; i > 0; i--)
        if (is_own(trace, activation->frames.items[i - 1].site))
            return activation->frames.items[i - 1].site;
    return (struct place){NONE, 0};
}

static void set_pending(struct stepped *stepped, struct place site, enum how how)
{
    stepped->pending = site;
    stepped->pending_how = how;
    stepped->has_pending = true;
}

static void take_call(struct trace *trace, struct stepped *stepped, struct place site, struct place target,
                      uint64_t pc, uint64_t sp, uint64_t word)
{
    struct activation *activation = array_last(&stepped->activations);
    enum how how = CALLED;
    drop_frames(activation, sp);
    struct place from = site;
    if (!is_own(trace, site)) {
        how = CALLED_BACK;
        from = last_own_site(trace, activation);
    }
    *array_push(&activation->frames, trace->arena) = (struct frame){sp, site};
    if (how == CALLED_BACK && !is_own(trace, target))
        return;
    if (is_stub(trace, target))
        set_pending(stepped, from, how);
    else
        add_edge(trace, stepped, from, target, pc, name_of_word(trace, stepped->space, site, word), how);
}

static bool same_function(const struct trace *trace, struct place a, struct place b)
{
    const struct image *image = image_of(trace, a);
    if (a.image != b.image || !image)
        return false;
    const struct symbol *from = image_around(image, a.address), *to = image_around(image, b.address);
    if (!from || !to || from == to)
        return from == to;
    return strcmp(name_base(from->name, trace->arena), name_base(to->name, trace->arena)) == 0 ||
           from->address == to->address;
}

/* The program's function has gone; what it jumped to returns to its caller. */
static void leave_by_jump(struct activation *activation, struct place site, uint64_t sp)
{
    while (activation->frames.count && array_last(&activation->frames)->at < sp)
        activation->frames.count--;
    if (activation->frames.count)
        array_last(&activation->frames)->site = site;
}

static void take_jump(struct trace *trace, struct stepped *stepped, struct place site, struct place target,
                      uint64_t pc, uint64_t sp, uint64_t word)
{
    struct activation *activation = array_last(&stepped->activations);
    if (is_stub(trace, site)) {
        if (stepped->has_pending && !is_stub(trace, target)) {
            stepped->has_pending = false;
            add_edge(trace, stepped, stepped->pending, target, pc,
                     name_of_word(trace, stepped->space, site, word), stepped->pending_how);
        }
    } else if (is_own(trace, site)) {
        if (is_stub(trace, target)) {
            set_pending(stepped, site, JUMPED);
            leave_by_jump(activation, site, sp);
        } else if (!same_function(trace, site, target)) {
            add_edge(trace, stepped, site, target, pc, name_of_word(trace, stepped->space, site, word),
                     JUMPED);
            leave_by_jump(activation, site, sp);
        }
    } else if (is_own(trace, target) && begins_function(trace, target)) {
        add_edge(trace, stepped, last_own_site(trace, activation), target, pc, NULL, CALLED_BACK);
    }
}

/* ---- handlers ---- */

static uint32_t find_handler(struct trace *trace, struct place entry)
{
    for (uint32_t i = 0; i < trace->handlers.count; i++)
        if (trace->handlers.items[i].entry.image == entry.image &&
            trace->handlers.items[i].entry.address == entry.address)
            return i;
    const struct symbol *function = image_around(image_of(trace, entry), entry.address);
    *array_push(&trace->handlers, trace->arena) =
        (struct seen_handler){.entry = entry, .name = function ? function->name : "?"};
    return trace->handlers.count - 1;
}

bool step_enter(struct trace *trace, struct stepped *stepped, int number, uint64_t pc, uint64_t sp)
{
    struct place entry = place_of(trace, stepped->space, pc);
    struct activation activation = {.stack = sp};
    stepped->last = pc;
    stepped->began = true;
    if (!is_own(trace, entry) || !read_word(stepped->space, sp, &activation.back))
        return stepped->activations.count > 0;
    activation.handler = find_handler(trace, entry);
    struct seen_handler *handler = &trace->handlers.items[activation.handler];
    handler->signals |= (uint64_t)1 << number;
    handler->runs++;
    *array_push(&activation.frames, trace->arena) = (struct frame){sp, entry};
    *array_push(&stepped->activations, trace->arena) = activation;
    stepped->has_pending = false;
    return true;
}

static void leave(struct trace *trace, struct stepped *stepped)
{
    struct activation *activation = array_last(&stepped->activations);
    trace->handlers.items[activation->handler].steps += activation->steps;
    stepped->activations.count--;
}

void step_end(struct trace *trace, struct stepped *stepped)
{
    while (stepped->activations.count)
        leave(trace, stepped);
    stepped->began = false;
}

/* By return, or by a jump to a frame above. */
static bool is_over(const struct activation *activation, uint64_t sp)
{
    return sp > activation->stack;
}

bool step_next(struct trace *trace, struct stepped *stepped, uint64_t pc, uint64_t sp)
{
    while (stepped->activations.count && is_over(array_last(&stepped->activations), sp))
        leave(trace, stepped);
    if (!stepped->activations.count) {
        stepped->began = false;
        return false;
    }
    struct activation *activation = array_last(&stepped->activations);
    if (++activation->steps > trace->wanted->most_steps) {
        trace->handlers.items[activation->handler].cut++;
        step_end(trace, stepped);
        return false;
    }
    uint64_t word = 0;
    enum instruction last = stepped->began ? instruction_at(stepped->space, stepped->last, &word) : OTHER;
    if (last == CALL || last == JUMP) {
        struct place site = place_of(trace, stepped->space, stepped->last);
        struct place target = place_of(trace, stepped->space, pc);
        if (last == CALL)
            take_call(trace, stepped, site, target, pc, sp, word);
        else
            take_jump(trace, stepped, site, target, pc, sp, word);
    }
    stepped->last = pc;
    stepped->began = true;
    return true;
}

void step_copy(struct trace *trace, const struct stepped *from, struct stepped *to)
{
    to->last = from->last;
    to->began = from->began;
    for (uint32_t i = 0; i < from->activations.count; i++) {
        struct activation *activation = array_push(&to->activations, trace->arena);
        *activation = from->activations.items[i];
        activation->frames.items = NULL;
        activation->frames.count = activation->frames.capacity = 0;
        for (uint32_t f = 0; f < from->activations.items[i].frames.count; f++)
            *array_push(&activation->frames, trace->arena) = from->activations.items[i].frames.items[f];
    }
}
