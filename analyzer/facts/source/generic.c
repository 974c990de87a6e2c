/* SPDX-License-Identifier: Apache-2.0
 *
 * Generic selections: libclang shows the expressions of all associations and neither their types nor which is
 * chosen. The whole has the type of the chosen one; where several have that type, the type names in front of
 * them are read from the source and compared with the type of the control expression. What stays in doubt is
 * all kept.
 */
#include "base/text.h"
#include "facts/source/unit.h"
#include <ctype.h>
#include <string.h>

struct type_search {
    const char *name;
    size_t length;
    CXType found;
};

static enum CXChildVisitResult match_typedef(CXCursor cursor, CXCursor parent, CXClientData data)
{
    struct type_search *search = data;
    (void)parent;
    if (cursor.kind != CXCursor_TypedefDecl)
        return CXChildVisit_Continue;
    CXString string = clang_getCursorSpelling(cursor);
    const char *name = clang_getCString(string);
    bool same = strlen(name) == search->length && strncmp(name, search->name, search->length) == 0;
    clang_disposeString(string);
    if (!same)
        return CXChildVisit_Continue;
    search->found = clang_getCanonicalType(clang_getTypedefDeclUnderlyingType(cursor));
    return CXChildVisit_Break;
}

static void add_typedef(struct unit *unit, const char *name, size_t length, struct text *out)
{
    struct type_search search = {name, length, {.kind = CXType_Invalid}};
    clang_visitChildren(clang_getTranslationUnitCursor(unit->handle), match_typedef, &search);
    if (search.found.kind == CXType_Invalid) {
        text_add_bytes(out, name, length);
        return;
    }
    CXString string = clang_getTypeSpelling(search.found);
    const char *text = clang_getCString(string);
    for (; *text; text++)
        if (*text != ' ')
            text_add_bytes(out, text, 1);
    clang_disposeString(string);
}

static bool is_word(const char *word, size_t length, const char *known)
{
    return strlen(known) == length && strncmp(word, known, length) == 0;
}

/* The words that make an integer type, in any order. */
struct integer_words {
    uint32_t longs;
    bool is_unsigned;
    bool is_signed;
    bool is_short;
    bool is_char;
    bool any;
};

static bool take_integer_word(struct integer_words *words, const char *word, size_t length)
{
    bool known = true;
    if (is_word(word, length, "long"))
        words->longs++;
    else if (is_word(word, length, "unsigned"))
        words->is_unsigned = true;
    else if (is_word(word, length, "signed"))
        words->is_signed = true;
    else if (is_word(word, length, "short"))
        words->is_short = true;
    else if (is_word(word, length, "char"))
        words->is_char = true;
    else
        known = is_word(word, length, "int");
    words->any |= known;
    return known;
}

static void add_integer(const struct integer_words *words, struct text *out)
{
    if (words->is_unsigned)
        text_add(out, "unsigned");
    if (words->is_char)
        text_add(out, words->is_signed ? "signedchar" : "char");
    else if (words->is_short)
        text_add(out, "short");
    else if (words->longs)
        text_add(out, words->longs > 1 ? "longlong" : "long");
    else
        text_add(out, "int");
}

static bool is_keyword(const char *word, size_t length)
{
    static const char *const words[] = {"_Bool", "bool",   "const", "default", "double",  "enum",
                                        "float", "struct", "union", "void",    "volatile"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(word, length, words[i]))
            return true;
    return false;
}

/* The same text for all spellings of a type, without spaces. */
static const char *normal_type(struct unit *unit, const char *text, size_t length)
{
    struct text out = {.arena = unit->scratch};
    struct integer_words words = {0};
    bool tag = false;
    for (size_t at = 0; at < length;) {
        size_t word = 0;
        while (at + word < length && (isalnum((unsigned char)text[at + word]) || text[at + word] == '_'))
            word++;
        const char *start = text + at;
        at += word ? word : 1;
        if (word && take_integer_word(&words, start, word))
            continue;
        if (!word && isspace((unsigned char)*start))
            continue;
        if (words.any)
            add_integer(&words, &out);
        words = (struct integer_words){0};
        if (!word || tag || is_keyword(start, word))
            text_add_bytes(&out, start, word ? word : 1);
        else
            add_typedef(unit, start, word, &out);
        tag = is_word(start, word, "struct") || is_word(start, word, "union") || is_word(start, word, "enum");
    }
    if (words.any)
        add_integer(&words, &out);
    return text_get(&out);
}

/* The type name in front of an association's expression, or NULL. */
static const char *association_type(struct unit *unit, uint32_t node)
{
    CXFile file = NULL;
    unsigned offset = 0;
    size_t size = 0;
    clang_getSpellingLocation(clang_getCursorLocation(node_cursor(unit, node)), &file, NULL, NULL, &offset);
    const char *text = file ? clang_getFileContents(unit->handle, file, &size) : NULL;
    if (!text || offset > size)
        return NULL;
    size_t end = offset;
    while (end && (isspace((unsigned char)text[end - 1]) || text[end - 1] == '\\'))
        end--;
    if (!end || text[end - 1] != ':')
        return NULL;
    size_t start = --end;
    int depth = 0;
    for (; start; start--) {
        char byte = text[start - 1];
        depth += byte == ')';
        if ((byte == ',' || byte == '(' || byte == ';') && depth == 0)
            break;
        depth -= byte == '(';
    }
    const char *type = normal_type(unit, text + start, end - start);
    while (*type == '\\')
        type++;
    return type;
}

static uint32_t same_type(struct unit *unit, uint32_t node, uint32_t *found)
{
    const struct type *type = node_type(unit, node);
    uint32_t count = 0;
    uint32_t child = node_child(unit, node, 0);
    for (child = child == NONE ? NONE : node_next(unit, node, child); child != NONE;
         child = node_next(unit, node, child))
        if (node_type(unit, child) == type && count < GENERIC_CHOICES)
            found[count++] = child;
    return count;
}

uint32_t generic_choices(struct unit *unit, uint32_t node, uint32_t found[GENERIC_CHOICES])
{
    uint32_t count = same_type(unit, node, found);
    if (count < 2)
        return count;
    const struct type *control = node_type(unit, node_child(unit, node, 0));
    const char *spelling = intern_get(unit->names, type_spelling(unit, control));
    const char *wanted = normal_type(unit, spelling, strlen(spelling));
    uint32_t otherwise = NONE;
    for (uint32_t i = 0; i < count; i++) {
        const char *type = association_type(unit, found[i]);
        if (!type)
            return count; /* handed to a macro, say */
        if (strcmp(type, wanted) == 0) {
            found[0] = found[i];
            return 1;
        }
        if (strcmp(type, "default") == 0)
            otherwise = found[i];
    }
    if (otherwise == NONE)
        return count;
    found[0] = otherwise;
    return 1;
}
