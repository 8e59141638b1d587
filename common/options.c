#include "options.h"

#include "die.h"
#include "text.h"
#include "write_all.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct chosen chosen;

static const char on_options[] =
    "\n"
    "  --format F      table, tsv or json; the last two also show the umask,\n"
    "                  the foreground process group, and full names\n"
    "  --letters       show ids as letters: A the program, B its starter, "
    "...\n"
    "  --stay SECONDS  then stay at that stage, 1 to 3600, to be looked at\n"
    "  --help, -h      show this help\n";

static const struct usage step = {
    .operands = "",
    .text =
        "Goes through the stages up to its own, and prints a row after each:\n"
        "  PID   the process\n"
        "  PPID  its parent: the process that started it, or adopted it\n"
        "  PGID  its process group: the shell makes one of each job\n"
        "  SID   its session: process groups that share at most one terminal\n"
        "  TTY   its controlling terminal, ? for none\n"
        "  IN OUT ERR  descriptors 0, 1 and 2: tty, null (/dev/null), pipe,\n"
        "        sock(et), file, dir(ectory), dev(ice), - (closed)\n"
        "  CWD   its working directory\n"
        "A * follows a value that differs from the row above.\n",
};

static _Noreturn void print(const char *text)
{
    write_all(STDOUT_FILENO, text, strlen(text));
    _exit(0);
}

static _Noreturn void help(const struct usage *usage)
{
    struct text text = {0};
    text_add(&text,
             "usage: %s [--format table|tsv|json] [--letters] [--stay "
             "SECONDS]%s\n\n%s%s",
             program_name(), usage->operands, usage->text, on_options);
    print(text.bytes);
}

bool option_help(const char *word)
{
    return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

const char *option_value(const char *name, char *argv[], int *i)
{
    size_t length = strlen(name);
    if (strncmp(argv[*i], name, length) != 0)
        return NULL;
    if (argv[*i][length] == '=')
        return argv[*i] + length + 1;
    if (argv[*i][length] != '\0')
        return NULL;
    *i += 1;
    return argv[*i] != NULL ? argv[*i] : "";
}

enum format option_format(const char *value)
{
    static const char *const names[] = {"table", "tsv", "json"};
    for (enum format f = TABLE; f <= JSON; f++)
        if (strcmp(value, names[f]) == 0)
            return f;
    bad_usage("invalid --format '%.200s'; allowed: table, tsv, json", value);
}

int option_seconds(const char *name, const char *value)
{
    size_t digits = strspn(value, "0123456789");
    long seconds = digits <= 4 ? strtol(value, NULL, 10) : 0;
    if (value[digits] != '\0' || seconds < 1 || seconds > 3600)
        bad_usage("invalid %s '%.200s'; allowed: whole seconds, 1 to 3600",
                  name, value);
    return (int)seconds;
}

static _Noreturn void refuse(const char *argument, const struct usage *usage)
{
    bad_usage("%s '%.200s'; allowed: --format table|tsv|json, --letters, "
              "--stay SECONDS%s, --help",
              argument[0] == '-' ? "unknown option" : "unexpected argument",
              argument, usage->list != NULL ? ", --quiet, --list" : "");
}

int read_options(int argc, char *argv[], const struct usage *usage)
{
    name_program(argc > 0 ? argv[0] : NULL);

    int i = 1;
    for (; i < argc && argv[i][0] == '-'; i++) {
        const char *value;
        if ((value = option_value("--format", argv, &i)) != NULL)
            chosen.format = option_format(value);
        else if ((value = option_value("--stay", argv, &i)) != NULL)
            chosen.stay = option_seconds("--stay", value);
        else if (strcmp(argv[i], "--letters") == 0)
            chosen.letters = true;
        else if (usage->list != NULL && strcmp(argv[i], "--quiet") == 0)
            chosen.quiet = true;
        else if (option_help(argv[i]))
            help(usage);
        else if (usage->list != NULL && strcmp(argv[i], "--list") == 0)
            argc == 2 ? print(usage->list)
                      : bad_usage("--list must be the only argument");
        else if (usage->operands[0] != '\0' && strcmp(argv[i], "--") == 0)
            break;
        else
            refuse(argv[i], usage);
    }
    return i < argc ? i : argc;
}

void options(int argc, char *argv[])
{
    int operand = read_options(argc, argv, &step);
    const char *dash = strchr(program_name(), '-'); /* as in 03-second-fork */
    if (dash != NULL)
        chosen.longest = (int)strlen(dash + 1);
    if (operand < argc)
        refuse(argv[operand], &step);
}
