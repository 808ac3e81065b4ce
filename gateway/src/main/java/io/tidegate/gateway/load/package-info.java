/// How many may come, what becomes of them under load, and how loaded this node is.
package io.tidegate.gateway.load;
