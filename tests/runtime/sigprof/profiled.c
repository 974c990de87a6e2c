/* SPDX-License-Identifier: Apache-2.0
 *
 * A reader of profiles for the tests, which shares nothing with the writer but the message's description.
 */
#include "profiled.h"
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>
#include <cmocka.h>

typedef Perftools__Profiles__Profile profile_message;

int run(const char *command, char *output, size_t room)
{
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    size_t used = 0, got;
    while (used + 1 < room && (got = fread(output + used, 1, room - used - 1, pipe)) > 0)
        used += got;
    output[used] = '\0';
    return pclose(pipe);
}

const char *profiled_file(void)
{
    static char path[1024];
    snprintf(path, sizeof path, "%s/profile-%d", SIGPROF_WORK, (int)getpid());
    return path;
}

profile_message *load_profile(const char *path)
{
    gzFile file = gzopen(path, "rb");
    assert_non_null(file);
    size_t room = 1 << 22, size = 0;
    unsigned char *bytes = malloc(room);
    int got;
    assert_non_null(bytes);
    while (size < room && (got = gzread(file, bytes + size, (unsigned)(room - size))) > 0)
        size += (size_t)got;
    gzclose(file);
    profile_message *profile = perftools__profiles__profile__unpack(NULL, size, bytes);
    free(bytes);
    return profile;
}

struct profiled profiled(const char *options, const char *program)
{
    struct profiled result = {0};
    char command[4096], pattern[1100];
    glob_t found;
    const char *file = profiled_file();
    unlink(file);
    snprintf(command, sizeof command, "cd %s && exec timeout -k 1 60 %s %s -o %s -- ./%s 2>&1", SIGPROF_WORK,
             SIGPROF_COMMAND, options, file, program);
    result.status = run(command, result.output, sizeof result.output);
    result.written = access(file, R_OK) == 0;
    if (result.written)
        result.profile = load_profile(file);
    unlink(file);
    snprintf(pattern, sizeof pattern, "%s*", file);
    result.rests = glob(pattern, 0, NULL, &found) == 0;
    globfree(&found);
    return result;
}

void profiled_free(struct profiled *profiled)
{
    if (profiled->profile)
        perftools__profiles__profile__free_unpacked(profiled->profile, NULL);
}

static const char *comment(const profile_message *profile, const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < profile->n_comment; i++) {
        const char *line = profile->string_table[profile->comment[i]];
        if (strncmp(line, name, length) == 0 && line[length] == ':')
            return line + length + 2;
    }
    fail_msg("no account of %s", name);
    return "";
}

uint64_t account(const profile_message *profile, const char *name)
{
    return strtoull(comment(profile, name), NULL, 10);
}

double cpu_seconds(const profile_message *profile)
{
    return strtod(comment(profile, "cpu time of the process"), NULL);
}

uint64_t count_samples(const profile_message *profile)
{
    uint64_t samples = 0;
    for (size_t i = 0; i < profile->n_sample; i++)
        samples += (uint64_t)profile->sample[i]->value[0];
    return samples;
}

void check_account(const profile_message *profile)
{
    static const char *const lost[] = {"lost, log full", "lost, lock busy", "lost, overrun",
                                       "lost, not delivered", "lost, no memory"};
    uint64_t sum = account(profile, "samples");
    assert_int_equal(count_samples(profile), sum);
    for (unsigned i = 0; i < sizeof lost / sizeof *lost; i++)
        sum += account(profile, lost[i]);
    assert_int_equal(account(profile, "ticks"), sum);
}

/* Bounds of a function in its file. */
static void find_function(const char *file, const char *function, uint64_t *from, uint64_t *to)
{
    char command[4096], output[256];
    snprintf(command, sizeof command, "nm -S %s | grep -i ' t %s$'", file, function);
    assert_int_equal(run(command, output, sizeof output), 0);
    char *end;
    *from = strtoull(output, &end, 16);
    *to = *from + strtoull(end, NULL, 16);
}

static const char *file_of(const profile_message *profile, const Perftools__Profiles__Location *location,
                           uint64_t *offset)
{
    for (size_t i = 0; i < profile->n_mapping; i++) {
        const Perftools__Profiles__Mapping *mapping = profile->mapping[i];
        if (mapping->id == location->mapping_id) {
            assert_true(location->address >= mapping->memory_start &&
                        location->address < mapping->memory_limit);
            *offset = location->address - mapping->memory_start + mapping->file_offset;
            return profile->string_table[mapping->filename];
        }
    }
    return "";
}

uint64_t count_in(const profile_message *profile, const char *file, const char *function)
{
    char path[2048];
    uint64_t from, to, count = 0, offset = 0;
    snprintf(path, sizeof path, "%s/%s", SIGPROF_WORK, file);
    find_function(path, function, &from, &to);
    for (size_t i = 0; i < profile->n_sample; i++) {
        uint64_t leaf = profile->sample[i]->location_id[0];
        assert_true(leaf >= 1 && leaf <= profile->n_location);
        const char *there = file_of(profile, profile->location[leaf - 1], &offset);
        if (strcmp(there, path) == 0 && offset >= from && offset < to)
            count += (uint64_t)profile->sample[i]->value[0];
    }
    return count;
}
