"""Which months are locked, and which days have to be derived anew. Stands low, so that every slice can say so."""
