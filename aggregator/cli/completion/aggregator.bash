# Completion of aggregator for bash. What comes back is quoted already, and never evaluated.
_aggregator_completion() {
    COMPREPLY=()
    local line
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(_AGGREGATOR_COMPLETE=bash @PROGRAM@ "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *[=:] ]]; then
        compopt -o nospace
    fi
}
complete -o default -F _aggregator_completion aggregator
