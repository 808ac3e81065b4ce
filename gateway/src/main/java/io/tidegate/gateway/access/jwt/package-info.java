/// JSON Web Tokens that others have signed: their keys, and what they let somebody do.
package io.tidegate.gateway.access.jwt;
