/* SPDX-License-Identifier: Apache-2.0
 *
 * A stranger's sigvet.db: a valid one with bytes changed. It is refused, or its facts are whole. Refusal ends the process, so
 * each input has a child of its own.
 */
#include "store/store.h"
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static const char source[] = "/etc/hostname";

static void make_database(const char *path)
{
    struct arena *arena = arena_new();
    struct intern *names = intern_new(arena);
    struct facts facts = {.names = names};
    *array_push(&facts.functions, arena) = (struct function){.name = intern_text(names, "f"), .flags = 1};
    *array_push(&facts.calls, arena) = (struct call){.callee = 0, .slot = NONE};
    *array_push(&facts.slots, arena) = (struct slot){.call = NONE, .view = NONE};
    *array_push(&facts.flows, arena) = (struct flow){.function = NONE, .row = NONE};
    *array_push(&facts.inputs, arena) = (struct input){.file = intern_text(names, source)};
    struct store *store = store_open(path, arena);
    store_write_facts(store, source, 1, false, &facts);
    store_close(store);
    arena_free(arena);
}

static void read_database(const char *path)
{
    struct arena *arena = arena_new();
    struct intern *names = intern_new(arena);
    bool partial;
    struct store *store = store_open(path, arena);
    struct facts *facts = store_read_facts(store, source, 1, &partial, names, arena);
    for (uint32_t i = 0; facts && i < facts->calls.count; i++)
        if (facts->calls.items[i].callee != NONE && facts->calls.items[i].callee >= facts->functions.count)
            abort();
    store_close(store);
    arena_free(arena);
}

/* Input: triples of offset (two bytes) and value. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char path[64];
    snprintf(path, sizeof path, "/dev/shm/sigvet-fuzz-%ld.db", (long)getpid());
    unlink(path);
    pid_t child = fork();
    if (child == 0) {
        make_database(path);
        int file = open(path, O_RDWR);
        for (size_t i = 0; i + 2 < length; i += 3)
            if (pwrite(file, bytes + i + 2, 1, (off_t)(bytes[i] << 8 | bytes[i + 1])) != 1)
                _exit(0);
        close(file);
        if (!freopen("/dev/null", "w", stderr))
            _exit(0);
        read_database(path);
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    unlink(path);
    if (!WIFEXITED(status) || (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != 3))
        abort();
    return 0;
}
