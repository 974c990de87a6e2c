/* SPDX-License-Identifier: Apache-2.0
 *
 * The writer's thread: reads until there is nothing more, then writes the map of the process.
 */
#include "pprof/cpu.h"
#include "rate/rate.h"
#include "thread/thread.h"
#include <stdlib.h>
#include <string.h>

enum { HZ = 100 };

static struct {
    pthread_mutex_t lock;
    struct m *writer; /* null: not profiling */
    legacy_sink *sink;
    void *context;
} cpu = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void write_all(void *argument)
{
    (void)argument;
    struct profile_words words;
    bool good = true;
    while ((words = rate_read()).words)
        good = good && legacy_write_words(words.words, words.count, cpu.sink, cpu.context);
    if (good)
        legacy_write_maps(cpu.sink, cpu.context);
}

bool cpu_profile_start(legacy_sink *sink, void *context)
{
    pthread_mutex_lock(&cpu.lock);
    bool done = !cpu.writer;
    if (done) {
        cpu.sink = sink;
        cpu.context = context;
        done = rate_set(HZ);
        if (done)
            cpu.writer = thread_start(write_all, NULL);
    }
    pthread_mutex_unlock(&cpu.lock);
    return done;
}

void cpu_profile_stop(void)
{
    pthread_mutex_lock(&cpu.lock);
    if (cpu.writer) {
        rate_set(0);
        thread_join(cpu.writer);
        cpu.writer = NULL;
    }
    pthread_mutex_unlock(&cpu.lock);
}

bool cpu_profile_to_memory(void *context, const void *bytes, size_t size)
{
    struct cpu_profile_bytes *into = context;
    if (size > into->room - into->count) {
        into->room = (into->count + size) * 2;
        unsigned char *grown = realloc(into->bytes, into->room);
        if (!grown)
            return false;
        into->bytes = grown;
    }
    memcpy(into->bytes + into->count, bytes, size);
    into->count += size;
    return true;
}
