package analysis

// Summary is what the night says of a scope.
func (n *Night) Summary(s Scope) *Summary {
	return n.counted(s)
}
