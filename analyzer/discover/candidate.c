/* SPDX-License-Identifier: Apache-2.0
 *
 * From the words of a command to a unit: what is wrong with its source, and how it is parsed.
 */
#include "discover/candidate.h"
#include "base/text.h"
#include "discover/parse.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <xxhash.h>

/* What is wrong with the source itself. */
static void check_source(struct unit *unit, const char *dialect, struct arena *arena)
{
    struct stat status;
    unit->trouble_kind = "unit-failed";
    if (stat(unit->directory, &status) != 0)
        unit->trouble = arena_format(arena, "no such directory: %s", unit->directory);
    else if (stat(unit->file, &status) != 0)
        unit->trouble =
            errno == ENOENT || errno == ENOTDIR ? "no such file" : arena_text(strerror(errno), arena);
    else if (!S_ISREG(status.st_mode))
        unit->trouble = "not a regular file";
    else if (!dialect && unit->language != LANGUAGE_ASSEMBLER)
        unit->trouble = "it is neither C nor C++ nor assembler";
    if (!unit->trouble && unit->language == LANGUAGE_ASSEMBLER) {
        unit->trouble = "assembler is not parsed; what it calls is seen in its object only";
        unit->trouble_kind = "assembler-unit";
    }
    if (!unit->trouble)
        unit->trouble_kind = NULL;
}

bool candidate_read(struct candidate *candidate, const struct words *words, const char *output, struct arena *arena)
{
    struct unit *unit = &candidate->unit;
    struct command *command = &candidate->command;
    command_read(words, unit->file, unit->directory, output, command, arena);
    if (!command->compiles)
        return false;
    unit->arguments = words_list(&command->arguments, arena);
    unit->language = command->language;
    unit->object = command->object;
    check_source(unit, command->dialect, arena);
    return true;
}

static uint64_t hash_command(const struct unit *unit)
{
    uint64_t key = XXH3_64bits(unit->directory, strlen(unit->directory));
    for (const char *const *word = unit->arguments; *word; word++)
        key = XXH3_64bits_withSeed(*word, strlen(*word) + 1, key);
    return key;
}

const struct unit *candidate_finish(struct candidate *candidate, struct compilers *compilers, struct arena *arena)
{
    struct unit *unit = &candidate->unit;
    if (unit->trouble) {
        unit->command_key = hash_command(unit);
    } else {
        const struct answer *answer = compiler_ask(compilers, &candidate->command, unit->directory);
        parse_compose(unit, &candidate->command, answer, arena);
    }
    return unit;
}
