# The Mahalanobis distance of each step to the training series, in base R.
#
# npm run experiment -- --detector 'Rscript examples/mahalanobis.R' --exchange csv --channels D-1,T-2,M-6
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[length(arguments)]
series <- function(name) as.matrix(read.csv(file.path(folder, name), check.names = FALSE))
train <- series("train.csv")
test <- series("test.csv")

# A column that never changes has no variance: a small ridge keeps the covariance invertible.
centre <- colMeans(train)
covariance <- cov(train) + diag(1e-3, ncol(train))
write_scores <- function(values, name) {
  scores <- data.frame(score = mahalanobis(values, centre, covariance))
  write.csv(scores, file.path(folder, name), row.names = FALSE)
}
write_scores(train, "train_scores.csv")
write_scores(test, "scores.csv")
