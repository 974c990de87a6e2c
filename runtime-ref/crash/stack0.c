/* SPDX-License-Identifier: Apache-2.0
 *
 * A user's race on a record: this thread writes stack0[0] while another reads the memory profile into it.
 * Nothing orders the two, so the race build shall report it, though the second write is the runtime's. With
 * --use, no race, but the use of a record that the profile has filled, for the initialised-memory build.
 */
#include "heap/heap.h"
#include "msan/msan.h"
#include "race/race.h"
#include "table/readers.h"
#include "thread/thread.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORDS = 16 };

static struct memory_record *records;

NOINLINE void user_write(struct memory_record *record)
{
    record->stack0[0] = 1;
}

static void read_profile(void *argument)
{
    bool *filled = argument;
    memory_profile(records, RECORDS, true, filled);
}

static void race_on_stack0(void)
{
    static bool filled;
    struct m *reader = thread_start(read_profile, &filled);
    user_write(&records[0]);
    thread_join(reader);
    if (!filled)
        exit(1);
}

static void use_filled(void)
{
    bool filled;
    size_t count = memory_profile(records, RECORDS, true, &filled);
    if (!filled || count == 0)
        exit(1);
    MSAN_USE(&records[0].stack0[0], sizeof records[0].stack0[0]);
}

static void program(void *argument)
{
    records = heap_alloc(RECORDS * sizeof *records);
    if (argument)
        use_filled();
    else
        race_on_stack0();
    printf("%s\n", race_reports() ? "race" : msan_reports() ? "unwritten" : "OK");
}

NOSPLIT int main(int argc, char **argv)
{
    bool use = argc > 1 && strcmp(argv[1], "--use") == 0;
    runtime_main(program, use ? argv[1] : NULL);
    return 0;
}
