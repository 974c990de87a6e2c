/* SPDX-License-Identifier: Apache-2.0
 *
 * Is a file as it was? Size and modification time answer for old files; a file that was written within two
 * seconds of a run may have been written twice in one tick of the clock, so there its content decides. Each
 * file is asked once a run.
 */
#include "base/text.h"
#include "store/database.h"
#include <sys/stat.h>
#include <xxhash.h>

enum { TICK_SECONDS = 2 };

static struct file_state look(const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return (struct file_state){.size = -1};
    return (struct file_state){.size = status.st_size,
                               .mtime_ns =
                                   (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec};
}

static struct file_state *state_of(struct store *store, const char *path)
{
    name_id text = intern_text(store->names.texts, path);
    uint32_t *index = map_at(store->file_index, text);
    if (*index == MAP_NONE) {
        *index = store->files.count;
        *array_push(&store->files, store->arena) = look(path);
    }
    return &store->files.items[*index];
}

/* Hashes the content; a file that is not any more what was looked at before counts as changed. */
static void hash(struct file_state *state, const char *path)
{
    if (state->hashed || state->size < 0)
        return;
    state->hashed = true;
    struct arena *arena = arena_new();
    size_t length = 0;
    const char *bytes = text_read_file(path, &length, arena);
    if (bytes)
        state->hash = XXH3_64bits(bytes, length);
    struct file_state now = look(path);
    if (!bytes || now.size != state->size || now.mtime_ns != state->mtime_ns)
        state->size = -1;
    arena_free(arena);
}

static bool is_old(const struct store *store, int64_t mtime_ns)
{
    return mtime_ns < store->started_ns - (int64_t)TICK_SECONDS * 1000000000;
}

struct stored_input store_look_at(struct store *store, const char *path)
{
    struct file_state *state = state_of(store, path);
    hash(state, path);
    struct stored_input input = {.size = state->size, .mtime_ns = state->mtime_ns, .hash = state->hash};
    if (state->mtime_ns >= store->started_ns)
        input.size = -1; /* written after the run began: who knows which content was parsed */
    if (!is_old(store, state->mtime_ns))
        input.mtime_ns = -1;
    return input;
}

bool store_is_unchanged(struct store *store, const char *path, const struct stored_input *input)
{
    struct file_state *state = state_of(store, path);
    if (input->size < 0 || state->size != input->size)
        return false;
    if (state->mtime_ns == input->mtime_ns && is_old(store, input->mtime_ns))
        return true;
    hash(state, path);
    return state->size == input->size && state->hash == input->hash;
}
