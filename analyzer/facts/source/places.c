/* SPDX-License-Identifier: Apache-2.0
 *
 * Places: takes libclang's locations, gives files by their real path, lines and columns. A place is always
 * where a macro was expanded; spelled_elsewhere tells where in the macro's body the token stands.
 */
#include "facts/source/unit.h"
#include <ctype.h>
#include <string.h>

name_id take_string(struct unit *unit, CXString string)
{
    name_id name = intern_text(unit->names, clang_getCString(string));
    clang_disposeString(string);
    return name;
}

name_id file_name(struct unit *unit, CXFile file)
{
    if (!file)
        return 0;
    uint64_t key = (uint64_t)(uintptr_t)file;
    uint32_t known = map_get(unit->files, key);
    if (known != MAP_NONE)
        return known;
    name_id name = take_string(unit, clang_File_tryGetRealPathName(file));
    if (!name)
        name = take_string(unit, clang_getFileName(file));
    map_set(unit->files, key, name);
    return name;
}

struct place place_of_location(struct unit *unit, CXSourceLocation location)
{
    CXFile file = NULL;
    unsigned line = 0;
    unsigned column = 0;
    clang_getExpansionLocation(location, &file, &line, &column, NULL);
    return (struct place){file_name(unit, file), line, column};
}

struct place place_of(struct unit *unit, CXCursor cursor)
{
    return place_of_location(unit, clang_getCursorLocation(cursor));
}

bool in_main_file(struct unit *unit, CXCursor cursor)
{
    CXFile file = NULL;
    clang_getExpansionLocation(clang_getCursorLocation(cursor), &file, NULL, NULL, NULL);
    return file && (file == unit->main_file || clang_File_isEqual(file, unit->main_file));
}

static name_id identifier_at(struct unit *unit, CXFile file, unsigned offset)
{
    size_t size = 0;
    const char *text = file ? clang_getFileContents(unit->handle, file, &size) : NULL;
    if (!text || offset >= size)
        return 0;
    size_t end = offset;
    while (end < size && (isalnum((unsigned char)text[end]) || text[end] == '_'))
        end++;
    return intern_bytes(unit->names, text + offset, end - offset);
}

/* True when the token at the location comes out of a macro's body. The macro is the outermost one. */
bool spelled_elsewhere(struct unit *unit, CXSourceLocation location, struct place *spelled, name_id *macro)
{
    CXFile file = NULL;
    CXFile spelling_file = NULL;
    unsigned offset = 0;
    unsigned spelling_offset = 0;
    unsigned line = 0;
    unsigned column = 0;
    clang_getExpansionLocation(location, &file, NULL, NULL, &offset);
    clang_getSpellingLocation(location, &spelling_file, &line, &column, &spelling_offset);
    *spelled = (struct place){0};
    *macro = 0;
    if (file == spelling_file && offset == spelling_offset)
        return false;
    name_id where = file_name(unit, spelling_file);
    if (where) /* what ## made stands nowhere */
        *spelled = (struct place){where, line, column};
    *macro = identifier_at(unit, file, offset);
    return true;
}

const char *text_at(struct unit *unit, CXSourceLocation location, size_t *length)
{
    CXFile file = NULL;
    unsigned offset = 0;
    clang_getSpellingLocation(location, &file, NULL, NULL, &offset);
    size_t size = 0;
    const char *text = file ? clang_getFileContents(unit->handle, file, &size) : NULL;
    if (!text || offset >= size)
        return NULL;
    *length = size - offset;
    return text + offset;
}
