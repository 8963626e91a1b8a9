/* The inner loops, as in crf.py, lanes.py and within.py, which say what they mean; both give the same to the last bit.

   total(table, features, width)                     the sum of the rows of these features
   decoded(words, marks, pairs, sights, steps)       the best labels of a stretch, and from the first to the last token of a name the
                                                     probability of being part of one
   added(weights, features, width)                   for each label the sum of weight times value; weights are bytes
   weighed(weights, features)                        the same where there is one label; weights are numbers
   begun(text, hits)                                 the hits that do not begin within a word
*/

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <math.h>
#include <stdint.h>

#define LABELS 3
#define WIDEST 5
#define BITS 20
#define HALF ((int64_t)1 << (BITS - 1))
#define MASK (((int64_t)1 << BITS) - 1)
#define NEVER (-1000000000)
#define UNIT 0.01
#define MOST_LABELS 1000
#define MOST_PARTS 64 /* doubles that do not overlap: forty span all that there are */

static const int64_t POSITIVE = HALF * (1 + ((int64_t)1 << BITS) + ((int64_t)1 << 2 * BITS));

/* Add the whole number at this place of a tuple to a sum; -1 with an exception set where there is none, or it is too large. */
static int add(PyObject *row, Py_ssize_t at, int64_t *sum)
{
    if (!PyTuple_CheckExact(row) || PyTuple_GET_SIZE(row) <= at) {
        PyErr_SetString(PyExc_ValueError, "a row is a tuple as wide as its table");
        return -1;
    }
    int64_t each = PyLong_AsLongLong(PyTuple_GET_ITEM(row, at));
    if (each == -1 && PyErr_Occurred())
        return -1;
    *sum += each;
    return 0;
}

static int add_number(PyObject *number, int64_t *sum)
{
    int64_t each = PyLong_AsLongLong(number);
    if (each == -1 && PyErr_Occurred())
        return -1;
    *sum += each;
    return 0;
}

static PyObject *total(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    int64_t sums[WIDEST] = {0};
    if (count != 3 || !PyDict_Check(args[0])) {
        PyErr_SetString(PyExc_TypeError, "total(dict, features, width)");
        return NULL;
    }
    Py_ssize_t width = PyLong_AsSsize_t(args[2]);
    if (width < 1 || width > WIDEST) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "a table is one to five wide");
        return NULL;
    }
    PyObject *features = PySequence_Fast(args[1], "features are a sequence");
    if (features == NULL)
        return NULL;
    PyObject *found = NULL;
    for (Py_ssize_t at = 0; at < PySequence_Fast_GET_SIZE(features); at++) {
        PyObject *row = PyDict_GetItemWithError(args[0], PySequence_Fast_GET_ITEM(features, at));
        if (row == NULL) {
            if (PyErr_Occurred())
                goto end;
            continue;
        }
        for (Py_ssize_t slot = 0; slot < width; slot++)
            if (add(row, slot, &sums[slot]) < 0)
                goto end;
    }
    found = PyTuple_New(width);
    for (Py_ssize_t slot = 0; found != NULL && slot < width; slot++) {
        PyObject *sum = PyLong_FromLongLong(sums[slot]);
        if (sum == NULL)
            Py_CLEAR(found);
        else
            PyTuple_SET_ITEM(found, slot, sum);
    }
end:
    Py_DECREF(features);
    return found;
}

typedef struct {
    int64_t scores[LABELS];
    double local[LABELS], forward[LABELS];
    unsigned char back[LABELS], label;
} Token;

/* What each token adds up to: its own row, those of its neighbours, its pair and its sights. */
static int score(Token *tokens, Py_ssize_t size, PyObject *const *args)
{
    static const struct { int table, from, slot; } parts[] = {
        {0, 2, 0}, {1, 1, 0}, {0, 1, 1}, {1, 0, 1}, {0, 3, 2}, {1, 2, 2}, {0, 0, 3}, {0, 4, 4},
    };
    for (Py_ssize_t at = 0; at < size; at++) {
        int64_t sum = POSITIVE;
        for (size_t part = 0; part < sizeof parts / sizeof *parts; part++)
            if (add(PyList_GET_ITEM(args[parts[part].table], at + parts[part].from), parts[part].slot, &sum) < 0)
                return -1;
        if (add_number(PyList_GET_ITEM(args[2], at), &sum) < 0 || add_number(PyList_GET_ITEM(args[3], at), &sum) < 0)
            return -1;
        tokens[at].scores[0] = (sum & MASK) - HALF;
        tokens[at].scores[1] = ((sum >> BITS) & MASK) - HALF;
        tokens[at].scores[2] = (sum >> 2 * BITS) - HALF;
    }
    return 0;
}

/* Viterbi; of equal ways that from the first label. */
static void label(Token *tokens, Py_ssize_t size, int64_t steps[LABELS][LABELS])
{
    int64_t so_far[LABELS] = {0, NEVER, NEVER};
    for (Py_ssize_t at = 0; at < size; at++) {
        int64_t next[LABELS];
        for (int to = 0; to < LABELS; to++) {
            /* inside never follows outside: its first candidate is inside itself */
            int from = to == 2 ? 2 : 0;
            int64_t best = so_far[from] + steps[from][to];
            for (int other = 1; other < (to == 2 ? 2 : LABELS); other++)
                if (so_far[other] + steps[other][to] > best) {
                    best = so_far[other] + steps[other][to];
                    from = other;
                }
            next[to] = best + tokens[at].scores[to];
            tokens[at].back[to] = (unsigned char)from;
        }
        memcpy(so_far, next, sizeof next);
    }
    int best = 0;
    for (int each = 1; each < LABELS; each++)
        if (so_far[each] >= so_far[best])
            best = each;
    for (Py_ssize_t at = size - 1; at >= 0; at--) {
        tokens[at].label = (unsigned char)best;
        best = tokens[at].back[best];
    }
}

/* Forward-backward, scaled at every step (scores stay below 10,000); in `local[0]` of the tokens from `first` to before `last` stays the probability. */
static void weigh(Token *tokens, Py_ssize_t size, Py_ssize_t first, Py_ssize_t last, int64_t steps[LABELS][LABELS])
{
    double odds[LABELS][LABELS];
    for (int one = 0; one < LABELS; one++)
        for (int other = 0; other < LABELS; other++)
            odds[one][other] = exp((double)steps[one][other] * UNIT);
    double o = 1.0, b = 0.0, i = 0.0;
    for (Py_ssize_t at = 0; at < size; at++) {
        double *e = tokens[at].local;
        for (int each = 0; each < LABELS; each++)
            e[each] = exp((double)tokens[at].scores[each] * UNIT);
        if (at >= last)
            continue;
        double no = (o * odds[0][0] + b * odds[1][0] + i * odds[2][0]) * e[0];
        double nb = (o * odds[0][1] + b * odds[1][1] + i * odds[2][1]) * e[1];
        double ni = (b * odds[1][2] + i * odds[2][2]) * e[2];
        double whole = no + nb + ni;
        if (whole == 0.0)
            whole = 1.0;
        tokens[at].forward[0] = o = no / whole;
        tokens[at].forward[1] = b = nb / whole;
        tokens[at].forward[2] = i = ni / whole;
    }
    double go = 1.0, gb = 1.0, gi = 1.0;
    for (Py_ssize_t at = size - 1; at >= first; at--) {
        double *e = tokens[at].local;
        double eo = e[0] * go, eb = e[1] * gb, ei = e[2] * gi;
        if (at < last) {
            double outside = tokens[at].forward[0] * go;
            double named = tokens[at].forward[1] * gb + tokens[at].forward[2] * gi;
            double whole = outside + named;
            e[0] = named / (whole == 0.0 ? 1.0 : whole);
        }
        go = odds[0][0] * eo + odds[0][1] * eb;
        gb = odds[1][0] * eo + odds[1][1] * eb + odds[1][2] * ei;
        gi = odds[2][0] * eo + odds[2][1] * eb + odds[2][2] * ei;
        double whole = go + gb + gi;
        if (whole == 0.0)
            whole = 1.0;
        go /= whole, gb /= whole, gi /= whole;
    }
}

static int read_steps(PyObject *given, int64_t steps[LABELS][LABELS])
{
    if (!PyTuple_CheckExact(given) || PyTuple_GET_SIZE(given) != LABELS) {
        PyErr_SetString(PyExc_ValueError, "steps are three rows of three");
        return -1;
    }
    for (int one = 0; one < LABELS; one++)
        for (int other = 0; other < LABELS; other++) {
            steps[one][other] = 0;
            if (add(PyTuple_GET_ITEM(given, one), other, &steps[one][other]) < 0)
                return -1;
        }
    return 0;
}

static PyObject *answer(const Token *tokens, Py_ssize_t size, Py_ssize_t first, Py_ssize_t last)
{
    PyObject *path = PyList_New(size), *chances = PyList_New(size);
    for (Py_ssize_t at = 0; path != NULL && chances != NULL && at < size; at++) {
        PyObject *each = PyLong_FromLong(tokens[at].label);
        PyObject *chance = PyFloat_FromDouble(first <= at && at < last ? tokens[at].local[0] : 0.0);
        if (each == NULL || chance == NULL) {
            Py_XDECREF(each);
            Py_XDECREF(chance);
            Py_CLEAR(path);
            break;
        }
        PyList_SET_ITEM(path, at, each);
        PyList_SET_ITEM(chances, at, chance);
    }
    PyObject *both = path != NULL && chances != NULL ? PyTuple_Pack(2, path, chances) : NULL;
    Py_XDECREF(path);
    Py_XDECREF(chances);
    return both;
}

static PyObject *decoded(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    int64_t steps[LABELS][LABELS];
    int fits = count == 5;
    for (int each = 0; fits && each < 4; each++)
        fits = PyList_CheckExact(args[each]);
    if (!fits) {
        PyErr_SetString(PyExc_TypeError, "decoded(words, marks, pairs, sights, steps): four lists and a tuple");
        return NULL;
    }
    Py_ssize_t size = PyList_GET_SIZE(args[2]);
    if (PyList_GET_SIZE(args[3]) != size || PyList_GET_SIZE(args[0]) < size + 4 || PyList_GET_SIZE(args[1]) < size + 2) {
        PyErr_SetString(PyExc_ValueError, "as many pairs as sights, four words more, two marks more");
        return NULL;
    }
    if (read_steps(args[4], steps) < 0)
        return NULL;
    Token *tokens = PyMem_Calloc(size ? size : 1, sizeof *tokens);
    if (tokens == NULL)
        return PyErr_NoMemory();
    PyObject *found = NULL;
    if (score(tokens, size, args) == 0) {
        Py_ssize_t first = 0, last = size;
        label(tokens, size, steps);
        while (first < size && !tokens[first].label)
            first++;
        while (last > first && !tokens[last - 1].label)
            last--;
        if (first < last)
            weigh(tokens, size, first, last, steps);
        found = answer(tokens, size, first, last);
    }
    PyMem_Free(tokens);
    return found;
}

/* The sums of the weights of all features that have one value, for several values. */
typedef struct {
    Py_ssize_t count, room, width;
    double *values;
    int64_t *sums; /* `width` for each value */
} Alike;

/* The sums for this value: those there are, or new ones; NULL with an exception set where there is no memory. */
static int64_t *sums_of(Alike *alike, double value)
{
    for (Py_ssize_t at = alike->count; at-- > 0;)
        if (alike->values[at] == value)
            return alike->sums + at * alike->width;
    if (alike->count == alike->room) {
        Py_ssize_t room = alike->room ? 2 * alike->room : 16;
        double *values = PyMem_Realloc(alike->values, room * sizeof *values);
        if (values != NULL)
            alike->values = values;
        int64_t *sums = PyMem_Realloc(alike->sums, room * alike->width * sizeof *sums);
        if (sums != NULL)
            alike->sums = sums;
        if (values == NULL || sums == NULL) {
            PyErr_NoMemory();
            return NULL;
        }
        alike->room = room;
    }
    int64_t *found = alike->sums + alike->count * alike->width;
    memset(found, 0, alike->width * sizeof *found);
    alike->values[alike->count++] = value;
    return found;
}

static int add_alike(Alike *alike, PyObject *weights, PyObject *features)
{
    PyObject *name, *number;
    for (Py_ssize_t at = 0; PyDict_Next(features, &at, &name, &number);) {
        PyObject *row = PyDict_GetItemWithError(weights, name);
        if (row == NULL) {
            if (PyErr_Occurred())
                return -1;
            continue;
        }
        if (!PyBytes_CheckExact(row) || PyBytes_GET_SIZE(row) != alike->width * (Py_ssize_t)sizeof(int32_t)) {
            PyErr_SetString(PyExc_ValueError, "the weights of a feature are four bytes a label");
            return -1;
        }
        double value = PyFloat_AsDouble(number);
        if (value == -1.0 && PyErr_Occurred())
            return -1;
        int64_t *sums = sums_of(alike, value);
        if (sums == NULL)
            return -1;
        const char *bytes = PyBytes_AS_STRING(row);
        for (Py_ssize_t label = 0; label < alike->width; label++) {
            int32_t weight;
            memcpy(&weight, bytes + label * sizeof weight, sizeof weight);
            sums[label] += weight;
        }
    }
    return 0;
}

/* Value times sum, smallest value first: the same order as in Python, since these sums are rounded. */
static PyObject *totals_of(Alike *alike)
{
    PyObject *found = PyList_New(alike->width);
    double *totals = PyMem_Calloc(alike->width, sizeof *totals);
    double before = -INFINITY;
    for (Py_ssize_t done = 0; found != NULL && totals != NULL && done < alike->count; done++) {
        Py_ssize_t next = -1;
        for (Py_ssize_t at = 0; at < alike->count; at++)
            if (alike->values[at] > before && (next < 0 || alike->values[at] < alike->values[next]))
                next = at;
        if (next < 0)
            break; /* not a number */
        before = alike->values[next];
        for (Py_ssize_t label = 0; label < alike->width; label++)
            totals[label] += before * (double)alike->sums[next * alike->width + label];
    }
    for (Py_ssize_t label = 0; found != NULL && label < alike->width; label++) {
        PyObject *each = totals != NULL ? PyFloat_FromDouble(totals[label]) : PyErr_NoMemory();
        if (each == NULL)
            Py_CLEAR(found);
        else
            PyList_SET_ITEM(found, label, each);
    }
    PyMem_Free(totals);
    return found;
}

static PyObject *added(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    if (count != 3 || !PyDict_Check(args[0]) || !PyDict_Check(args[1])) {
        PyErr_SetString(PyExc_TypeError, "added(dict, dict, width)");
        return NULL;
    }
    Alike alike = {.width = PyLong_AsSsize_t(args[2])};
    if (alike.width < 1 || alike.width > MOST_LABELS) {
        if (!PyErr_Occurred())
            PyErr_SetString(PyExc_ValueError, "a model has one to a thousand labels");
        return NULL;
    }
    PyObject *found = add_alike(&alike, args[0], args[1]) == 0 ? totals_of(&alike) : NULL;
    PyMem_Free(alike.values);
    PyMem_Free(alike.sums);
    return found;
}

/* A sum that is rounded once, at its end, as that of math.fsum (Shewchuk 1997): the parts do not overlap, the largest is the last. */
typedef struct {
    int count;
    double parts[MOST_PARTS];
} Exact;

static void add_exactly(Exact *sum, double x)
{
    int kept = 0;
    for (int at = 0; at < sum->count; at++) {
        double y = sum->parts[at];
        if (fabs(x) < fabs(y)) {
            double swapped = x;
            x = y;
            y = swapped;
        }
        double high = x + y, low = y - (high - x);
        if (low != 0.0)
            sum->parts[kept++] = low;
        x = high;
    }
    sum->count = kept;
    if (x != 0.0)
        sum->parts[sum->count++] = x;
}

static double rounded(const Exact *sum)
{
    int at = sum->count;
    if (at == 0)
        return 0.0;
    double high = sum->parts[--at], low = 0.0;
    while (at > 0 && low == 0.0) {
        double x = high, y = sum->parts[--at];
        high = x + y;
        low = y - (high - x);
    }
    /* half-way between two numbers: the rest decides */
    if (at > 0 && ((low < 0.0 && sum->parts[at - 1] < 0.0) || (low > 0.0 && sum->parts[at - 1] > 0.0))) {
        double twice = low * 2.0, other = high + twice;
        if (twice == other - high)
            high = other;
    }
    return high;
}

static PyObject *weighed(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    if (count != 2 || !PyDict_Check(args[0]) || !PyDict_Check(args[1])) {
        PyErr_SetString(PyExc_TypeError, "weighed(dict, dict)");
        return NULL;
    }
    Exact sum = {.count = 0};
    PyObject *name, *number;
    for (Py_ssize_t at = 0; PyDict_Next(args[1], &at, &name, &number);) {
        PyObject *weight = PyDict_GetItemWithError(args[0], name);
        if (weight == NULL) {
            if (PyErr_Occurred())
                return NULL;
            continue;
        }
        double each = PyFloat_AsDouble(weight) * PyFloat_AsDouble(number);
        if (PyErr_Occurred())
            return NULL;
        if (!isfinite(each)) {
            PyErr_SetString(PyExc_ValueError, "the value of a feature is a finite number");
            return NULL;
        }
        add_exactly(&sum, each);
    }
    return PyFloat_FromDouble(rounded(&sum));
}

static int is_letter_or_digit(Py_UCS4 sign)
{
    return (sign >= '0' && sign <= '9') || (sign >= 'A' && sign <= 'Z') || (sign >= 'a' && sign <= 'z');
}

static PyObject *begun(PyObject *self, PyObject *const *args, Py_ssize_t count)
{
    if (count != 2 || !PyUnicode_Check(args[0]) || !PyList_CheckExact(args[1])) {
        PyErr_SetString(PyExc_TypeError, "begun(text, list of hits)");
        return NULL;
    }
    PyObject *found = PyList_New(0);
    Py_ssize_t size = PyUnicode_GET_LENGTH(args[0]);
    for (Py_ssize_t at = 0; found != NULL && at < PyList_GET_SIZE(args[1]); at++) {
        PyObject *hit = PyList_GET_ITEM(args[1], at);
        Py_ssize_t start = PyTuple_CheckExact(hit) && PyTuple_GET_SIZE(hit) == 3 ? PyLong_AsSsize_t(PyTuple_GET_ITEM(hit, 1)) : -1;
        if (start < 0 || start >= size) {
            if (!PyErr_Occurred())
                PyErr_SetString(PyExc_ValueError, "a hit is a phrase, a start and an end within the text");
            Py_CLEAR(found);
        } else if (!start || !is_letter_or_digit(PyUnicode_READ_CHAR(args[0], start)) ||
                   !is_letter_or_digit(PyUnicode_READ_CHAR(args[0], start - 1))) {
            if (PyList_Append(found, hit) < 0)
                Py_CLEAR(found);
        }
    }
    return found;
}

static PyMethodDef functions[] = {
    {"total", (PyCFunction)(void (*)(void))total, METH_FASTCALL, "The sum of the rows of these features."},
    {"decoded", (PyCFunction)(void (*)(void))decoded, METH_FASTCALL, "Labels and probabilities of a stretch of tokens."},
    {"added", (PyCFunction)(void (*)(void))added, METH_FASTCALL, "For each label the sum of weight times value."},
    {"weighed", (PyCFunction)(void (*)(void))weighed, METH_FASTCALL, "The sum of weight times value."},
    {"begun", (PyCFunction)(void (*)(void))begun, METH_FASTCALL, "The hits that do not begin within a word."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {.m_base = PyModuleDef_HEAD_INIT, .m_name = "_loops", .m_methods = functions};

PyMODINIT_FUNC PyInit__loops(void)
{
    return PyModuleDef_Init(&module);
}
