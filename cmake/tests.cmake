# SPDX-License-Identifier: Apache-2.0
#
# Every tests/**/test_*.c is a program of its own, linked with everything. What the tests of a folder share lies beside
# them in files not called test_*.c; what all share, in tests/program. Labels: unit, report, corpus, proof, tidy (what is
# asked of the sources), leaks.

set(tests ${PROJECT_SOURCE_DIR}/tests)
set(tests_work ${PROJECT_BINARY_DIR}/tests)

# sigvet_test_program(NAME SOURCE...): an executable in build/tests that knows where things are.
function(sigvet_test_program name)
    add_executable(${name} ${ARGN})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${tests_work})
    target_include_directories(${name} PRIVATE ${tests} ${tests}/program)
    target_link_libraries(${name} PRIVATE ${test_shared} ${SIGVET_LIBRARIES} PkgConfig::CMOCKA PkgConfig::SQLITE
        PkgConfig::JANSSON libclang)
    target_compile_definitions(${name} PRIVATE
        "SIGVET_SOURCE=\"${PROJECT_SOURCE_DIR}\""
        "SIGVET_WORK=\"${tests_work}/work\""
        "SIGVET_TABLES_SOURCE=\"${PROJECT_SOURCE_DIR}/rules/tables\""
        "SIGVET_RESOURCE_DIR=\"${LIBCLANG_RESOURCE_DIR}\""
        "SIGVET_PROGRAM=\"${PROJECT_BINARY_DIR}/sigvet\"")
    if(TARGET sigvet)
        add_dependencies(${name} sigvet)
    endif()
endfunction()

file(GLOB sources CONFIGURE_DEPENDS ${tests}/program/*.c)
list(FILTER sources EXCLUDE REGEX "/test_[^/]*$")
if(sources)
    add_library(test_shared STATIC ${sources})
    target_compile_definitions(test_shared PRIVATE "SIGVET_TABLES_SOURCE=\"${PROJECT_SOURCE_DIR}/rules/tables\"")
    target_link_libraries(test_shared PRIVATE base catalogue facts graph judge PkgConfig::CMOCKA)
    set(test_shared test_shared)
endif()

file(GLOB_RECURSE test_sources CONFIGURE_DEPENDS ${tests}/test_*.c)
list(FILTER test_sources EXCLUDE REGEX "/tests/runtime/") # runtime-ref/CMakeLists.txt
foreach(source IN LISTS test_sources)
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${tests} OUTPUT_VARIABLE path)
    cmake_path(GET path PARENT_PATH folder)
    cmake_path(GET path STEM stem)
    string(REPLACE "/" "_" name "${folder}_${stem}")
    string(REPLACE "_test_" "_" name "${name}")
    cmake_path(GET source PARENT_PATH beside)
    file(GLOB shared CONFIGURE_DEPENDS ${beside}/*.c)
    list(FILTER shared EXCLUDE REGEX "/test_[^/]*$")
    if(folder STREQUAL "program")
        set(shared "")
    endif()
    sigvet_test_program(test_${name} ${source} ${shared})
    add_test(NAME ${name} COMMAND test_${name} WORKING_DIRECTORY ${tests_work})
    set(label unit)
    if(folder MATCHES "^report")
        set(label report)
    elseif(folder STREQUAL "proof")
        set(label proof)
    endif()
    set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT 600)
endforeach()

# sigvet_script(NAME LABEL SCRIPT): a test that is a script, when there is one; it finds the program in SIGVET.
function(sigvet_script name label script)
    file(GLOB found CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${script})
    if(NOT found)
        return()
    endif()
    add_test(NAME ${name} COMMAND ${found} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
    set_tests_properties(${name} PROPERTIES LABELS ${label} TIMEOUT 1200
        ENVIRONMENT "SIGVET=${PROJECT_BINARY_DIR}/sigvet")
endfunction()

sigvet_script(layers tidy .ci/layers.sh)
sigvet_script(limits tidy .ci/limits.sh)
if(TARGET sigvet)
    file(GLOB corpus_sources CONFIGURE_DEPENDS ${tests}/corpus/*.c)
    list(FILTER corpus_sources EXCLUDE REGEX "/test_[^/]*$")
    if(corpus_sources)
        sigvet_test_program(corpus_run ${corpus_sources})
        add_test(NAME corpus COMMAND corpus_run)
        set_tests_properties(corpus PROPERTIES LABELS corpus TIMEOUT 3600 PROCESSORS 2)
        add_test(NAME corpus_compiled COMMAND corpus_run --compiled)
        set_tests_properties(corpus_compiled PROPERTIES LABELS corpus TIMEOUT 3600 PROCESSORS 2)
        add_test(NAME corpus_selftest COMMAND corpus_run --selftest)
        set_tests_properties(corpus_selftest PROPERTIES LABELS corpus TIMEOUT 600)
    endif()
    file(GLOB bench_sources CONFIGURE_DEPENDS ${tests}/bench/*.c)
    if(bench_sources)
        sigvet_test_program(bench ${bench_sources})
        target_link_libraries(bench PRIVATE m)
    endif()
    sigvet_test_program(blanked ${tests}/real/blanked.c)
    sigvet_script(blanked corpus tests/blanked.sh)
    if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64" AND NOT SIGVET_SANITIZE)
        sigvet_test_program(trace ${tests}/trace/main.c ${tests}/trace/run.c ${tests}/trace/step.c
            ${tests}/trace/image.c ${tests}/trace/graph.c)
        target_link_libraries(trace PRIVATE PkgConfig::LIBELF)
        sigvet_script(trace_corpus proof tests/trace/corpus.sh)
    endif()
    sigvet_script(report_golden report tests/report/run.sh)
    sigvet_script(cli report tests/cli/run.sh)
    sigvet_script(demo report tests/demo.sh)
    if(NOT SIGVET_SANITIZE)
        sigvet_script(stack_painted proof tests/stack/run.sh)
    endif()
    find_program(VALGRIND valgrind)
    if(VALGRIND AND NOT SIGVET_SANITIZE)
        sigvet_script(leaks leaks tests/leaks.sh)
    endif()
endif()

if(SIGVET_FUZZ)
    file(GLOB fuzz_sources CONFIGURE_DEPENDS ${tests}/fuzz/fuzz_*.c)
    foreach(source IN LISTS fuzz_sources)
        cmake_path(GET source STEM stem)
        sigvet_test_program(${stem} ${source})
        target_link_options(${stem} PRIVATE -fsanitize=fuzzer)
    endforeach()
endif()
