output "endpoint_ids" {
  description = "VPC endpoint IDs by service, including existing endpoints that are extended."
  value = {
    "ecr.dkr" = var.ecr_dkr_endpoint_id
    "s3"      = var.s3_endpoint_id
    "s3/2"    = var.s3_2_endpoint_id
  }
}

output "s3_prefix_list_id" {
  description = "ID of the S3 prefix list. Security groups that restrict egress must allow outbound 443/tcp to it."
  value       = data.aws_prefix_list.s3.id
}
