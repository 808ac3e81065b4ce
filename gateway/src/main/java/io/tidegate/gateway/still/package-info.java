/// Pictures of streams that are kept: taken at intervals, listed by their time, brought to a
/// storage profile.
package io.tidegate.gateway.still;
