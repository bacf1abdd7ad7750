# The primary analysis of a trial once more, in R: needs R with the package nlme, which comes with R, and nothing else.
#
#     Rscript primary_analysis.R          in the folder that `footwise trial export` wrote
#
# Reads hypotheses.csv, analysis.csv and imputations.csv; prints and writes primary_analysis_R.csv: estimate, standard
# error, degrees of freedom and p-value of each primary outcome by the mixed model (gls of nlme, with the adjustment of
# Kenward and Roger below), by analysis of covariance (lm) and with missing visits imputed (Rubin's rules).

library(nlme)

hypotheses <- read.csv("hypotheses.csv", stringsAsFactors = FALSE)
everything <- read.csv("analysis.csv", stringsAsFactors = FALSE, colClasses = c(person = "character"))
imputed <- if (file.exists("imputations.csv"))
  read.csv("imputations.csv", stringsAsFactors = FALSE, colClasses = c(person = "character"))
strata <- strsplit(hypotheses$strata[1], " ", fixed = TRUE)[[1]]

# Covariates of one outcome: its baseline and the strata as columns, less their means over everybody randomised.
covariates <- function(rows) {
  people <- rows[!duplicated(rows$person), ]
  columns <- list()
  if (length(unique(people$baseline_used)) > 1) columns$baseline <- people$baseline_used
  for (name in strata) {
    factor_of <- factor(people[[name]])
    for (level in levels(factor_of)[-1]) columns[[paste0("c", length(columns) + 1)]] <- as.numeric(factor_of == level)
  }
  found <- do.call(cbind, c(list(people$treated), lapply(columns, function(column) column - mean(column))))
  rownames(found) <- people$person
  found
}

# Sigma by its parameters: variances and covariances, or variances and one correlation.
sigma_of <- list(
  "unstructured" = function(theta, m) {
    s <- matrix(0, m, m)
    s[upper.tri(s, diag = TRUE)] <- theta
    s + t(s) - diag(diag(s), m)
  },
  "heterogeneous compound symmetry" = function(theta, m) {
    (diag(m) + theta[m + 1] * (1 - diag(m))) * sqrt(outer(theta[1:m], theta[1:m]))
  },
  "heterogeneous AR(1)" = function(theta, m) {
    theta[m + 1]^abs(outer(1:m, 1:m, "-")) * sqrt(outer(theta[1:m], theta[1:m]))
  }
)

# Kenward & Roger 1997, Biometrics 53:983, with the observed information (as PROC MIXED of SAS) or the expected one.
kenward_roger <- function(y, x, person, visit, sigma, structure, information, l) {
  m <- nrow(sigma)
  shape <- sigma_of[[structure]]
  theta <- if (structure == "unstructured") sigma[upper.tri(sigma, diag = TRUE)] else
    c(diag(sigma), sigma[1, 2] / sqrt(sigma[1, 1] * sigma[2, 2]))
  k <- length(theta)
  step <- 1e-4 * pmax(abs(theta), 1e-2)
  moved <- function(...) { at <- theta; for (one in list(...)) at[one[1]] <- at[one[1]] + one[2] * step[one[1]]; shape(at, m) }
  d <- lapply(1:k, function(a) (moved(c(a, 1)) - moved(c(a, -1))) / (2 * step[a]))
  dd <- lapply(1:k, function(a) lapply(1:k, function(b)
    (moved(c(a, 1), c(b, 1)) - moved(c(a, 1), c(b, -1)) - moved(c(a, -1), c(b, 1)) + moved(c(a, -1), c(b, -1))) /
      (4 * step[a] * step[b])))
  q <- ncol(x)
  h <- matrix(0, q, q); xy <- numeric(q)
  groups <- split(seq_along(y), person)
  for (rows in groups) {
    w <- solve(sigma[visit[rows], visit[rows], drop = FALSE]); xi <- x[rows, , drop = FALSE]
    h <- h + t(xi) %*% w %*% xi; xy <- xy + t(xi) %*% w %*% y[rows]
  }
  phi <- solve(h); beta <- drop(phi %*% xy)
  p <- rep(list(matrix(0, q, q)), k); u <- matrix(0, q, k)
  outer_part <- array(0, c(k, k, q, q)); curved <- outer_part
  traces <- matrix(0, k, k); squares <- traces; second <- traces; straight <- traces
  for (rows in groups) {
    at <- visit[rows]; xi <- x[rows, , drop = FALSE]; w <- solve(sigma[at, at, drop = FALSE])
    e <- y[rows] - drop(xi %*% beta)
    part <- lapply(d, function(one) w %*% one[at, at, drop = FALSE])
    for (a in 1:k) {
      p[[a]] <- p[[a]] + t(xi) %*% part[[a]] %*% w %*% xi
      u[, a] <- u[, a] + t(xi) %*% part[[a]] %*% w %*% e
      for (b in 1:k) {
        outer_part[a, b, , ] <- outer_part[a, b, , ] + t(xi) %*% part[[a]] %*% part[[b]] %*% w %*% xi
        traces[a, b] <- traces[a, b] + sum(diag(part[[a]] %*% part[[b]]))
        squares[a, b] <- squares[a, b] + drop(t(e) %*% part[[a]] %*% part[[b]] %*% w %*% e)
        bent <- w %*% dd[[a]][[b]][at, at, drop = FALSE]
        curved[a, b, , ] <- curved[a, b, , ] + t(xi) %*% bent %*% w %*% xi
        second[a, b] <- second[a, b] + sum(diag(bent))
        straight[a, b] <- straight[a, b] + drop(t(e) %*% bent %*% w %*% e)
      }
    }
  }
  # tr(P D P D') and, of the observed information, what these residuals add.
  found <- matrix(0, k, k)
  for (a in 1:k) for (b in 1:k) {
    fall <- traces[a, b] - 2 * sum(phi * t(outer_part[a, b, , ])) + sum(diag(phi %*% p[[a]] %*% phi %*% p[[b]]))
    found[a, b] <- if (information == "expected") fall else
      2 * squares[a, b] - 2 * drop(t(u[, a]) %*% phi %*% u[, b]) - fall +
        second[a, b] - sum(phi * t(curved[a, b, , ])) - straight[a, b]
  }
  v <- 2 * solve((found + t(found)) / 2)
  more <- matrix(0, q, q)
  for (a in 1:k) for (b in 1:k)
    more <- more + v[a, b] * (outer_part[a, b, , ] - p[[a]] %*% phi %*% p[[b]] - curved[a, b, , ] / 4)
  adjusted <- phi + 2 * phi %*% more %*% phi
  plain <- drop(t(l) %*% phi %*% l)
  slope <- sapply(1:k, function(a) drop(t(l) %*% phi %*% p[[a]] %*% phi %*% l))
  list(estimate = sum(l * beta), se = sqrt(drop(t(l) %*% adjusted %*% l)), df = 2 * plain^2 / drop(t(slope) %*% v %*% slope))
}

mixed_model <- function(rows, week, structure, information) {
  x <- covariates(rows)
  rows <- rows[rows$in_model == 1, ]
  weeks <- sort(unique(rows$week)); m <- length(weeks)
  rows$visit <- match(rows$week, weeks)
  own <- cbind(1, x[rows$person, , drop = FALSE]); each <- ncol(own)
  design <- matrix(0, nrow(rows), m * each)
  for (i in seq_len(nrow(rows))) design[i, (rows$visit[i] - 1) * each + 1:each] <- own[i, ]
  l <- numeric(m * each); l[(match(week, weeks) - 1) * each + 2] <- 1
  fitted <- data.frame(value = rows$value, person = rows$person, visit = rows$visit)
  fitted$x <- design
  fitted <- fitted[order(fitted$person, fitted$visit), ]
  control <- glsControl(maxIter = 500, msMaxIter = 500, tolerance = 1e-10, msTol = 1e-10)
  if (m == 1) {
    fit <- gls(value ~ 0 + x, data = fitted)
    sigma <- matrix(fit$sigma^2)
  } else {
    correlation <- switch(structure,
      "unstructured" = corSymm(form = ~ visit | person),
      "heterogeneous compound symmetry" = corCompSymm(form = ~ visit | person),
      "heterogeneous AR(1)" = corAR1(form = ~ visit | person))
    fit <- gls(value ~ 0 + x, data = fitted, correlation = correlation, weights = varIdent(form = ~ 1 | visit),
               control = control)
    ratio <- coef(fit$modelStruct$varStruct, unconstrained = FALSE, allCoef = TRUE)
    sd <- fit$sigma * ratio[as.character(1:m)]
    whole <- switch(structure,
      "unstructured" = {
        free <- coef(fit$modelStruct$corStruct, unconstrained = FALSE)
        r <- diag(m); r[lower.tri(r)] <- free; r + t(r) - diag(m)
      },
      "heterogeneous compound symmetry" = {
        rho <- coef(fit$modelStruct$corStruct, unconstrained = FALSE); diag(m) + rho * (1 - diag(m))
      },
      coef(fit$modelStruct$corStruct, unconstrained = FALSE)^abs(outer(1:m, 1:m, "-")))
    sigma <- whole * outer(sd, sd)
  }
  kenward_roger(fitted$value, fitted$x, fitted$person, fitted$visit, unname(sigma), structure, information, l)
}

ancova <- function(rows, week) {
  x <- covariates(rows)
  rows <- rows[rows$week == week & !is.na(rows$value), ]
  fit <- summary(lm(rows$value ~ x[rows$person, , drop = FALSE]))
  list(estimate = fit$coefficients[2, 1], se = fit$coefficients[2, 2], df = fit$df[2])
}

pooled <- function(rows, values, week) {
  x <- covariates(rows)
  values <- values[values$week == week, ]
  fits <- sapply(split(values, values$imputation), function(one) {
    fit <- summary(lm(one$value ~ x[one$person, , drop = FALSE]))
    c(fit$coefficients[2, 1], fit$coefficients[2, 2]^2, fit$df[2])
  })
  # Rubin 1987; degrees of freedom of Barnard & Rubin 1999.
  m <- ncol(fits); within <- mean(fits[2, ]); between <- var(fits[1, ]); complete <- fits[3, 1]
  total <- within + (1 + 1 / m) * between
  share <- (1 + 1 / m) * between / total
  observed <- (complete + 1) / (complete + 3) * complete * (1 - share)
  list(estimate = mean(fits[1, ]), se = sqrt(total), df = if (share > 0) 1 / (share^2 / (m - 1) + 1 / observed) else complete)
}

results <- NULL
for (i in seq_len(nrow(hypotheses))) {
  one <- hypotheses[i, ]
  rows <- everything[everything$outcome == one$outcome, ]
  methods <- list()
  if (!is.na(one$covariance) && one$covariance != "")
    methods[["mixed model"]] <- mixed_model(rows, one$week, one$covariance, one$kenward_roger)
  methods[["ancova"]] <- ancova(rows, one$week)
  if (any(imputed$outcome == one$outcome))
    methods[["imputed"]] <- pooled(rows, imputed[imputed$outcome == one$outcome, ], one$week)
  for (method in names(methods)) {
    found <- methods[[method]]
    p <- 2 * pt(-abs(found$estimate / found$se), found$df)
    results <- rbind(results, data.frame(hypothesis = one$hypothesis, outcome = one$outcome, week = one$week,
      method = method, estimate = found$estimate, se = found$se, df = found$df, p = p))
  }
}
primary <- results$method == "mixed model"
results$p_holm <- NA
# One that cannot be estimated counts as p = 1.
results$p_holm[primary] <- p.adjust(results$p[primary], "holm", n = nrow(hypotheses))
print(results, digits = 6, row.names = FALSE)
write.csv(results, "primary_analysis_R.csv", row.names = FALSE)
