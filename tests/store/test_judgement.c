/* SPDX-License-Identifier: Apache-2.0
 *
 * The views: their columns are a contract, their rows are the judgement, and the questions of docs/schema.md
 * work.
 */
#include "base/text.h"
#include "store/sample.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void write_sample(struct sample *sample)
{
    struct store *store = store_open(sample->database, sample->arena);
    store_write_judgement(store, sample_judgement(sample));
    store_close(store);
}

static void columns_are_a_contract(void **state)
{
    static const char *const views[][2] = {
        {"handlers", "handler_id,handler,program,signals,registrar,file,line,policy,variant,verdict,defined_"
                     "file,defined_line"},
        {"findings", "id,rule,severity,handler_id,handler,program,variant,signals,function,callee,file,line,"
                     "evidence,chain,"
                     "message,column,reason,cause,emitted,policy"},
        {"calls", "caller,callee,kind,evidence,file,line,program,variant,hidden,folded,declared"},
        {"functions", "name,file,line,frame,instrumented,splittable,nosplit,program,variant"},
        {"gaps", "kind,subject,file,line,why,handler_id,handler,program,variant"},
        {"units", "file,object,state,milliseconds"},
        {"axioms", "handler_id,handler,function,authority,program,variant,kind"},
        {"registrations", "handler_id,handler,signal,registrar,file,line"},
        {"steps", "finding_id,number,function,file,line"},
    };
    struct sample *sample = *state;
    write_sample(sample);
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        const char *sql = arena_format(sample->arena,
                                       "SELECT group_concat(name) FROM pragma_table_info('%s')", views[i][0]);
        assert_string_equal(query(sample, sql), arena_format(sample->arena, "%s\n", views[i][1]));
    }
}

static void rows_are_the_judgement(void **state)
{
    static const char *const views[][2] = {
        {"handlers", "1|on_int||SIGINT,SIGTERM|sigaction|/p/main.c|30|posix|as built|unsafe|/p/main.c|10\n"
                     "2|on_usr||unknown|signal|/p/main.c|40|posix|as built|unproven|/p/main.c|20\n"},
        {"findings",
         "1|unsafe-call|error|1|on_int||as built|SIGINT,SIGTERM|log_line|printf|/p/log.c|7|source|"
         "on_int > log_line > printf|'printf' is not async-signal-safe|9|takes the stdio lock|||posix\n"
         "2|hidden-call|note|1|on_int||as built|SIGINT,SIGTERM|log_line|memcpy|/p/log.c|8|object|"
         "on_int > log_line|the compiler calls 'memcpy' here|0|it may run a resolver|struct copy|__memcpy_chk|posix+nosplit\n"},
        {"calls", "on_int|log_line|direct|source|/p/main.c|12||as built|0|0|\n"
                  "log_line|printf|pointer|source|/p/log.c|7||as built|0|0|\n"
                  "log_line|memcpy|direct|object|/p/log.c|8||tsan|1|0|\n"
                  "log_line|puts|direct|source|/p/log.c|9||tsan|0|1|never\n"},
        {"functions", "log_line|/p/log.c|5|72|1|0|1||as built\non_int|/p/main.c|10|NULL|0|1|0||tsan\n"},
        {"gaps", "unresolved-call|hook|/p/main.c|21|no function flows into it|2|on_usr||as built\n"
                 "unit-failed|/p/bad.c|/p/bad.c|0|no such file|NULL|||as built\n"},
        {"units", "/p/main.c|/p/main.o|whole|12\n/p/log.c||partial|0\n"},
        {"axioms", "2|on_usr|write|POSIX.1-2001 XSH 2.4.3||as built|listed\n"},
        {"registrations", "1|on_int|SIGINT|sigaction|/p/main.c|30\n1|on_int|SIGTERM|signal|/p/main.c|31\n"
                          "2|on_usr|SIGINT|sigaction|/p/main.c|30\n"},
        {"steps", "1|1|on_int|/p/main.c|10\n1|2|log_line|/p/main.c|12\n1|3|printf|/p/log.c|7\n"
                  "2|1|on_int|/p/main.c|10\n2|2|log_line|/p/main.c|12\n"},
    };
    struct sample *sample = *state;
    write_sample(sample);
    for (int again = 0; again < 2; again++) {
        for (size_t i = 0; i < sizeof views / sizeof *views; i++)
            assert_string_equal(query(sample, arena_format(sample->arena, "SELECT * FROM %s", views[i][0])),
                                views[i][1]);
        write_sample(sample); /* replaces, adds nothing */
    }
}

static void an_empty_judgement_empties_the_views(void **state)
{
    struct sample *sample = *state;
    write_sample(sample);
    struct store *store = store_open(sample->database, sample->arena);
    struct judgement none = {0};
    store_write_judgement(store, &none);
    store_close(store);
    assert_string_equal(query(sample,
                              "SELECT (SELECT count(*) FROM handlers) + (SELECT count(*) FROM findings) "
                              "+ (SELECT count(*) FROM calls) + (SELECT count(*) FROM gaps) "
                              "+ (SELECT count(*) FROM units) + (SELECT count(*) FROM axioms) "
                              "+ (SELECT count(*) FROM functions) + (SELECT count(*) FROM registrations) + (SELECT count(*) FROM steps)"),
                        "0\n");
}

static void the_questions_of_the_docs_work(void **state)
{
    struct sample *sample = *state;
    write_sample(sample);
    struct store *store = store_open(sample->database, sample->arena);
    store_write_facts(store, sample->source, 1, false, sample_facts(sample, 3));
    store_close(store);
    const char *docs = text_read_file(SIGVET_SOURCE "/docs/schema.md", NULL, sample->arena);
    assert_non_null(docs);
    uint32_t count = 0;
    while ((docs = strstr(docs, "```sql\n"))) {
        docs += strlen("```sql\n");
        size_t length = (size_t)(strstr(docs, "```") - docs);
        const char *answer = query(sample, arena_copy(docs, length, sample->arena));
        if (!*answer || text_starts(answer, "error"))
            fail_msg("%.*s: %s", (int)length, docs, answer);
        docs += length;
        count++;
    }
    assert_int_equal(count, 6);
}

static void views_have_the_order_of_the_report(void **state)
{
    struct sample *sample = *state;
    struct judgement *judgement = sample_judgement(sample);
    for (uint32_t i = 0; i < 500; i++) {
        struct finding finding = judgement->findings.items[0];
        finding.spot.line = 500 - i;
        *array_push(&judgement->findings, sample->arena) = finding;
    }
    struct store *store = store_open(sample->database, sample->arena);
    store_write_judgement(store, judgement);
    store_close(store);
    assert_string_equal(query(sample, "SELECT count(*), max(line) FROM (SELECT line FROM findings LIMIT 3)"),
                        "3|500\n");
    assert_string_equal(query(sample, "SELECT count(*) FROM steps WHERE finding_id = 400"), "3\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(columns_are_a_contract, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(rows_are_the_judgement, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(an_empty_judgement_empties_the_views, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(the_questions_of_the_docs_work, sample_start, sample_end),
        cmocka_unit_test_setup_teardown(views_have_the_order_of_the_report, sample_start, sample_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
