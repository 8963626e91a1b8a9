#compdef aggregator
# Completion of aggregator for zsh. zsh quotes what it inserts; nothing that comes back is evaluated.
_aggregator() {
    local -a found shown
    local line
    while IFS= read -r line; do
        found+=("${line%%$'\t'*}")
        shown+=("${line//$'\t'/  -- }")
    done < <(_AGGREGATOR_COMPLETE=zsh @PROGRAM@ "${(@Q)words[2,CURRENT]}" 2>/dev/null)
    if (( ! ${#found} )); then
        _files
    elif [[ ${#found} -eq 1 && ${found[1]} == *[=:] ]]; then
        compadd -U -S '' -a found
    else
        compadd -U -V aggregator -l -d shown -a found
    fi
}
if [[ ${funcstack[1]} == _aggregator ]]; then
    _aggregator "$@"
else
    compdef _aggregator aggregator
fi
